import type { Express, Request } from 'express'
import { NotFoundError } from '../../base/errors.ts'
import { consumptionConsent } from '../../connections/consumption-consent.ts'
import { takeConsumption } from '../../connections/take-consumption.ts'
import { carEnergyOf } from '../../privacy/car-energy.ts'
import { findPeaks, findProfile } from '../../sites/consumption-store.ts'
import { findSite } from '../../sites/site-store.ts'
import { consumptionDocument } from '../consumption-document.ts'
import { consumptionRequestSchema } from '../consumption-schema.ts'
import type { HttpContext } from '../dependencies.ts'
import { admitBody } from '../door.ts'
import { required } from '../find.ts'
import { route } from '../route.ts'

/** What the meter of a site shows, as the retailer has it: taken in, and what is left of it. */
export function consumptionRoutes(app: Express, { control }: HttpContext): void {
  route(app, '/v1/sites/:siteId/consumption', {
    post: async (request, response) => {
      const siteId = siteIdIn(request)
      required('site', await findSite(control.db, siteId))
      const readings = admitBody(consumptionRequestSchema(control.clock.now()), request.body)
      await takeConsumption(control, { siteId, readings }, carEnergyOf)
      response.json({ readings: readings.length })
    },
    get: async (request, response) => {
      const siteId = siteIdIn(request)
      required('site', await findSite(control.db, siteId))
      const consent = await consumptionConsent(control.db, siteId)
      const peaks = await findPeaks(control.db, siteId)
      response.json(consumptionDocument(consent, peaks, await findProfile(control.db, siteId)))
    },
  })
}

/** What does not look like one of our ids never reaches the database. */
function siteIdIn({ params }: Request): string {
  const { siteId } = params
  if (typeof siteId !== 'string' || !/^[A-Za-z0-9-]{1,64}$/.test(siteId)) throw new NotFoundError('site')
  return siteId
}
