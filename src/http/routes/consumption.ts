import type { Express } from 'express'
import { consumptionConsent } from '../../connections/consumption-consent.ts'
import { takeConsumption } from '../../connections/take-consumption.ts'
import { carEnergyOf } from '../../privacy/car-energy.ts'
import { findPeaks, findProfile } from '../../sites/consumption-store.ts'
import { consumptionDocument } from '../consumption-document.ts'
import { consumptionRequestSchema } from '../consumption-schema.ts'
import type { HttpContext } from '../dependencies.ts'
import { admitBody } from '../door.ts'
import { siteAt } from '../find.ts'
import { route } from '../route.ts'

/** What the meter of a site shows, as the retailer has it: taken in, and what is left of it. */
export function consumptionRoutes(app: Express, { control }: HttpContext): void {
  route(app, '/v1/sites/:siteId/consumption', {
    post: async (request, response) => {
      const { id: siteId } = await siteAt(control.db, request)
      const readings = admitBody(consumptionRequestSchema(control.clock.now()), request.body)
      await takeConsumption(control, { siteId, readings }, carEnergyOf)
      response.json({ readings: readings.length })
    },
    get: async (request, response) => {
      const { id: siteId } = await siteAt(control.db, request)
      const consent = await consumptionConsent(control.db, siteId)
      const peaks = await findPeaks(control.db, siteId)
      response.json(consumptionDocument(consent, peaks, await findProfile(control.db, siteId)))
    },
  })
}
