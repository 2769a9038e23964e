import type { Express, Request } from 'express'
import type { z } from 'zod'
import { cancelChargeNow, chargeNow, letPlanRule } from '../../control/charge-now.ts'
import { quoteDocument, wishIn } from '../charge-now-quote.ts'
import { chargeNowRequestSchema } from '../charge-now-schema.ts'
import type { HttpContext } from '../dependencies.ts'
import { admit, admitBody } from '../door.ts'
import { vehicleAt } from '../find.ts'
import { route } from '../route.ts'
import { vehicleDocument } from '../vehicle-document.ts'

/** What the driver wants beside the plan, over the API: charge now with its end, and letting Ladeplan take over again. */
export function driverWillRoutes(app: Express, context: HttpContext): void {
  const { control } = context
  route(app, '/v1/vehicles/:vehicleId/charge-now', {
    post: async (request, response) => {
      const vehicle = await vehicleAt(control.db, request)
      await chargeNow(control, vehicle.id, wishSent(request))
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
      response.json(await quoteDocument(context, vehicle, wishIn(request)))
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

/**
 * Without a body it is charged to the target.
 *
 * @throws ProblemError `unsupported-media-type` for a body that is not JSON: it may have said something else
 */
function wishSent(request: Request): z.infer<typeof chargeNowRequestSchema> {
  return request.body === undefined && hasBody(request)
    ? admitBody(chargeNowRequestSchema, undefined)
    : admit(chargeNowRequestSchema, request.body ?? {})
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
