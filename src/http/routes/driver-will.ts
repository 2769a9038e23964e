import type { Express } from 'express'
import { requireNoObstacle } from '../../control/charge-now-obstacle.ts'
import { cancelChargeNow, chargeNow, letPlanRule } from '../../control/charge-now.ts'
import { quoteDocument, wishIn } from '../charge-now-quote.ts'
import { chargeNowRequestSchema } from '../charge-now-schema.ts'
import type { HttpContext } from '../dependencies.ts'
import { admit } from '../door.ts'
import { vehicleAt } from '../find.ts'
import { route } from '../route.ts'
import { vehicleDocument } from '../vehicle-document.ts'

/** What the driver wants beside the plan, over the API: charge now with its end, and letting Ladeplan take over again. */
export function driverWillRoutes(app: Express, context: HttpContext): void {
  const { control } = context
  route(app, '/v1/vehicles/:vehicleId/charge-now', {
    post: async (request, response) => {
      const vehicle = await vehicleAt(control.db, request)
      // Without a body it is charged to the target.
      await chargeNow(control, vehicle.id, admit(chargeNowRequestSchema, request.body ?? {}))
      response.status(202).json(await vehicleDocument(context, vehicle))
    },
    delete: async (request, response) => {
      const vehicle = await vehicleAt(control.db, request)
      await cancelChargeNow(control, vehicle.id)
      response.status(202).json(await vehicleDocument(context, vehicle))
    },
  })
  route(app, '/v1/vehicles/:vehicleId/charge-now/quote', {
    get: async (request, response) => {
      const vehicle = await vehicleAt(control.db, request)
      const wish = wishIn(request)
      await requireNoObstacle(control, vehicle.id, wish)
      response.json(await quoteDocument(context, vehicle, wish))
    },
  })
  route(app, '/v1/vehicles/:vehicleId/override', {
    delete: async (request, response) => {
      const vehicle = await vehicleAt(control.db, request)
      await letPlanRule(control, vehicle.id)
      response.status(202).json(await vehicleDocument(context, vehicle))
    },
  })
}
