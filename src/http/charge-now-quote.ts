import type { Request } from 'express'
import { quoteOf } from '../control/charge-now-quote.ts'
import type { ChargeNowWish } from '../control/charge-now-wish.ts'
import { plannedCosts } from '../control/cost-horizon.ts'
import { costsAhead, gather } from '../control/gather.ts'
import { siteLimitsOf } from '../control/site-limits.ts'
import { findConnection } from '../connections/connection-store.ts'
import { zoneFacts } from '../prices/zones.ts'
import { findPeaks, findProfile } from '../sites/consumption-store.ts'
import { findSite } from '../sites/site-store.ts'
import { runLimitsOf } from '../vehicles/run-limits.ts'
import { policyFor, type Vehicle } from '../vehicles/vehicle.ts'
import { chargeNowRequestSchema } from './charge-now-schema.ts'
import type { HttpContext } from './dependencies.ts'
import { admit } from './door.ts'
import { required } from './find.ts'

/** When charge now is to end, as the parameters of an address say it. */
export function wishIn(request: Request): ChargeNowWish {
  const figures = ['hours', 'targetPercent']
  const given = Object.entries(request.query).map(([name, value]) => {
    // Other ways to write a number are for the rules to refuse, as in a form.
    const isFigure = figures.includes(name) && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
    return [name, isFigure ? Number(value) : value]
  })
  return admit(chargeNowRequestSchema, Object.fromEntries(given))
}

/** What charge now would cost beside the plan, in the currency of the site; `null` while the car's state is not known. */
export async function quoteDocument({ control }: HttpContext, vehicle: Vehicle, wish: ChargeNowWish) {
  const { db, clock } = control
  const now = clock.now()
  const known = required('vehicle', await gather(db, vehicle, now))
  const site = required('site', await findSite(db, vehicle.siteId))
  const connection = required('connection', await findConnection(db, vehicle.connectionId))
  const { currency } = zoneFacts(site.biddingZone)
  if (known.state === undefined) return { currency, ...NOTHING_KNOWN }
  const measured = {
    peaks: await findPeaks(db, vehicle.siteId),
    profile: await findProfile(db, vehicle.siteId),
  }
  const policy = policyFor(known.policy, known.state)
  const facts = {
    ...{ now, vehicle, policy, state: known.state, previous: null, startsMade: 0 },
    slots: plannedCosts(await costsAhead(db, site, now)),
    site: siteLimitsOf(site, measured, now),
    runs: runLimitsOf(policy, control.runLimits(connection.carmaker)),
    lesson: known.lesson,
  }
  return { currency, ...(quoteOf(facts, wish) ?? NOTHING_KNOWN) }
}

const NOTHING_KNOWN = {
  endsAt: null,
  socPercent: null,
  cost: null,
  planCost: null,
  extraCost: null,
  provisional: false,
}
