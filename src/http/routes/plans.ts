import type { Express } from 'express'
import { gather } from '../../control/gather.ts'
import { zoneFacts } from '../../prices/zones.ts'
import { findSite } from '../../sites/site-store.ts'
import type { HttpContext } from '../dependencies.ts'
import { entityTag, isKnown } from '../entity-tag.ts'
import { required, vehicleAt } from '../find.ts'
import { planDocument } from '../plan-document.ts'
import { ProblemError } from '../problem.ts'
import { route } from '../route.ts'

/** The plan a vehicle follows, over the API. Plans never change: the entity tag is the plan's id. */
export function planRoutes(app: Express, { control }: HttpContext): void {
  route(app, '/v1/vehicles/:vehicleId/plan', {
    get: async (request, response) => {
      const vehicle = await vehicleAt(control.db, request)
      const { plan, policy } = required('vehicle', await gather(control.db, vehicle, control.clock.now()))
      if (plan === undefined) throw noPlan()
      response.set('ETag', entityTag(plan.id))
      if (isKnown(request, entityTag(plan.id))) return void response.status(304).end()
      const { biddingZone } = required('site', await findSite(control.db, vehicle.siteId))
      const { currency } = zoneFacts(biddingZone)
      response.json(planDocument(plan, { timeZone: policy.timeZone, currency }))
    },
  })
}

function noPlan(): ProblemError {
  return new ProblemError({
    code: 'no-plan',
    detail:
      'There is no plan for this vehicle now. The reason of the vehicle resource says why; ask again later.',
  })
}
