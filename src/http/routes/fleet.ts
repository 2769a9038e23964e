import type { Express } from 'express'
import { MARKET_TIME_ZONE } from '../../base/local-time.ts'
import { createWorkerWatch } from '../../control/worker-watch.ts'
import { renderOperationsPage } from '../../pages/operations-page.ts'
import type { HttpContext } from '../dependencies.ts'
import { vehicleAt } from '../find.ts'
import { fleetDocument } from '../fleet-document.ts'
import { frameOf } from '../frame.ts'
import { route } from '../route.ts'
import { requireApiKeyOfPerson } from '../security.ts'
import { showDecisions } from './decisions.ts'

/** All cars at a glance, over the API and as a page, and from there the decisions of each car. Nothing here changes anything. */
export function fleetRoutes(app: Express, context: HttpContext): void {
  const watch = createWorkerWatch(context.control)
  route(app, '/v1/operations/fleet', {
    get: async (_request, response) => {
      response.json(await fleetDocument(context, await watch()))
    },
  })
  route(app, '/operations', {
    get: async (request, response) => {
      requireApiKeyOfPerson(context.apiKey, request)
      const page = renderOperationsPage({
        ...frameOf(context, request, response),
        timeZone: MARKET_TIME_ZONE,
        fleet: await fleetDocument(context, await watch()),
      })
      response.type('html').send(page)
    },
  })
  route(app, '/operations/vehicles/:vehicleId/why', {
    get: async (request, response) => {
      requireApiKeyOfPerson(context.apiKey, request)
      const vehicle = await vehicleAt(context.control.db, request)
      await showDecisions(context, { request, response, vehicle }, '/operations')
    },
  })
}
