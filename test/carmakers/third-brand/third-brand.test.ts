import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { WebhookDelivery } from '../../../src/carmakers/webhook.ts'
import { car, DUSK } from '../../simulator/support.ts'
import { useRealNetwork } from '../../support/real-network.ts'
import { driverStory, sleepStory, type SetScene } from '../contract/story.ts'
import { knownVariables } from '../../../src/config/known-variables.ts'
import { nordbil } from './nordbil/brand.ts'
import { createNordbil } from './nordbil/client.ts'
import { nordbilVariables } from './nordbil/settings.ts'
import { APPLICATION, openNordbil, REDIRECT_URI } from './simulated-nordbil.ts'

const WEBHOOK_SECRET = 'a webhook secret of 128 bits or more'
const adapterAt = (url: string) =>
  createNordbil({
    apiBaseUrl: url,
    webhookSecret: WEBHOOK_SECRET,
    oauth: {
      ...APPLICATION,
      authorizeUrl: `${url}/authorize`,
      tokenUrl: `${url}/token`,
      revocationUrl: `${url}/revoke`,
      issuer: url,
      redirectUri: REDIRECT_URI,
    },
  })

useRealNetwork()

/** The example of docs/how-to/add-carmaker.md, and nothing else, before a carmaker of its own. */
describe('a brand that is made of a page', () => {
  const setScene: SetScene = async (cars = [car()]) => {
    const nordbil = await openNordbil(cars)
    return { ...nordbil, carmaker: adapterAt(nordbil.url) }
  }

  describe('has a driver who', () => {
    driverStory(setScene)
  })

  describe('has a car that sleeps and', () => {
    sleepStory(setScene)
  })

  it.each([
    ['vehicle:updated', 0, 'right', { kind: 'push', push: { kind: 'changed' }, reference: 'car-1' }],
    ['credentials:invalidated', 0, 'right', { kind: 'push', push: { kind: 'consent-needed' } }],
    ['vehicle:updated', 0, 'wrong', { kind: 'refused', because: 'signature' }],
    ['vehicle:updated', 301, 'right', { kind: 'refused', because: 'too-old' }],
    ['vehicle:sold', 0, 'right', { kind: 'refused', because: 'unreadable' }],
  ] as const)('judges %s of %d s ago with the %s signature', (event, age, signature, expected) => {
    const createdAt = new Date(DUSK.getTime() - age * 1_000).toISOString()
    const body = Buffer.from(JSON.stringify({ id: 'event-1', createdAt, event, vehicleId: 'car-1' }))
    const key = signature === 'right' ? WEBHOOK_SECRET : 'another'
    const told = `sha1=${createHmac('sha1', key).update(body).digest('hex')}`
    const header = (name: string) => (name === 'x-nordbil-signature' ? told : undefined)
    const delivery: WebhookDelivery = { body, header, receivedAt: DUSK }
    expect(adapterAt('http://127.0.0.1:1').receiveWebhook?.(delivery)).toMatchObject(expected)
  })

  it('asks for no position', () => {
    const { scopes, commandScope } = adapterAt('http://127.0.0.1:1').oauth
    expect(scopes).toContain(commandScope)
    expect(scopes.filter((scope) => /location|position/i.test(scope))).toEqual([])
  })

  it('reads its settings, and has list addresses and limits where nothing is set', () => {
    const publicUrl = new URL('https://charging.example.no')
    const application = { ...APPLICATION, redirectUri: REDIRECT_URI }
    const made = nordbil.configure(
      { NORDBIL_API_URL: 'https://eu.nordbil.example/' },
      { application, publicUrl },
    )
    expect(made).toMatchObject({
      apiBaseUrl: 'https://eu.nordbil.example',
      oauth: { ...application, tokenUrl: 'https://id.nordbil.example/oauth2/token' },
    })
    expect(nordbil.runLimits({ NORDBIL_MAX_STARTS: '3' })).toMatchObject({
      maxStarts: 3,
      minimumRunMinutes: 30,
    })
    expect(nordbil.apiPrices({})).toBeUndefined()
  })

  it('is refused with a setting that is not described, or named for another', () => {
    expect([...knownVariables({ nordbil }).keys()]).toContain('NORDBIL_API_URL')
    expect(() => knownVariables({ sydbil: nordbil })).toThrow('begin its name with SYDBIL_')
    const undescribed = { NORDBIL_API_URL: nordbilVariables.NORDBIL_API_URL.optional() }
    expect(() => knownVariables({ nordbil: { variables: undescribed } })).toThrow(
      /NORDBIL_API_URL is not described/,
    )
  })
})
