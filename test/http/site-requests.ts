import type request from 'supertest'
import { z } from 'zod'
import { api } from './requests.ts'
import type { Scene } from './scene.ts'

export const NOTICE = { noticeHash: 'c'.repeat(64), noticeVersion: '2024-1', language: 'nb' }

/** The driver agrees, in the retailer's app, that consumption is read. */
export async function agreeToConsumption(scene: Scene, connectionId: string): Promise<request.Response> {
  return api(scene.app, 'put', `/v1/connections/${connectionId}/consents/consumption`)
    .send(NOTICE)
    .expect(204)
}

/** The id of the site that a connection is for. */
export async function siteOf(scene: Scene, connectionId: string): Promise<string> {
  const answer = await api(scene.app, 'get', `/v1/connections/${connectionId}`).expect(200)
  return z.object({ siteId: z.uuid() }).parse(answer.body).siteId
}
