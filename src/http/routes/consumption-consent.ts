import type { Express } from 'express'
import { grantConsumption, withdrawConsumption } from '../../connections/consumption-consent.ts'
import { consumptionConsentSchema } from '../consumption-schema.ts'
import type { HttpContext } from '../dependencies.ts'
import { admitBody } from '../door.ts'
import { connectionAt } from '../find.ts'
import { route } from '../route.ts'

/** A driver agrees in the retailer's app that consumption is read, or takes it back. */
export function consumptionConsentRoutes(app: Express, { control }: HttpContext): void {
  route(app, '/v1/connections/:connectionId/consents/consumption', {
    put: async (request, response) => {
      const connection = await connectionAt(control.db, request)
      const { noticeHash, noticeVersion, language } = admitBody(consumptionConsentSchema, request.body)
      await grantConsumption(control, connection.id, { hash: noticeHash, version: noticeVersion, language })
      response.status(204).end()
    },
    delete: async (request, response) => {
      const connection = await connectionAt(control.db, request)
      await withdrawConsumption(control, connection.id)
      response.status(204).end()
    },
  })
}
