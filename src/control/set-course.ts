import type { Reading } from '../carmakers/port.ts'
import { findSite } from '../sites/site-store.ts'
import { runLimitsOf } from '../vehicles/run-limits.ts'
import { learn, observe, type Vehicle, type VehicleState } from '../vehicles/vehicle.ts'
import { decide } from './decide.ts'
import { factsOf } from './facts-of.ts'
import { consentOf, costsAhead, plannedCosts } from './gather.ts'
import { replan } from './make-plan.ts'
import { findMeasured, siteLimitsOf } from './site-limits.ts'
import type { StoredPlan } from './plan-store.ts'
import { startsMade } from './starts-made.ts'
import type { Course, Work } from './work.ts'

/** What is now known, the plan that follows from it, and the decision. Reads prices; writes and sends nothing. */
export async function setCourse(work: Work, reading: Reading | 'none'): Promise<Course> {
  const seen = see(work, reading)
  const newPlan = await planAnew(work, seen)
  const followed = newPlan ?? work.known.plan ?? null
  const decision = decide(factsOf(work.known, consentOf(work.connection), { ...seen, followed }))
  return { ...seen, newPlan, planId: followed?.id ?? null, decision }
}

interface Seen {
  readonly now: Date
  readonly state: VehicleState | undefined
  readonly vehicle: Vehicle
}

function see({ deps, known }: Work, reading: Reading | 'none'): Seen {
  const now = deps.clock.now()
  if (reading === 'none') return { now, state: known.state, vehicle: known.vehicle }
  const state = observe(known.state, reading, { checkedAt: now, policy: known.policy })
  return { now, state, vehicle: state.charge === null ? known.vehicle : learn(known.vehicle, state.charge) }
}

/** A plan is made only where it can be followed: with live consent, and not while the driver's own will rules. */
async function planAnew({ deps, connection, known }: Work, seen: Seen): Promise<StoredPlan | null> {
  const { now, state, vehicle } = seen
  if (state === undefined || consentOf(connection) !== 'live' || known.override !== undefined) return null
  const site = await findSite(deps.db, vehicle.siteId)
  if (site === undefined) return null
  const limits = siteLimitsOf(site, await findMeasured(deps.db, vehicle.siteId), now)
  const slots = plannedCosts(await costsAhead(deps.db, site, now))
  const { policy, commands, plan: previous = null } = known
  const runs = runLimitsOf(policy, deps.runLimits[connection.carmaker])
  const made = startsMade(commands)
  const result = replan({
    now,
    vehicle,
    policy,
    state,
    slots,
    site: limits,
    runs,
    startsMade: made,
    previous,
  })
  if (result === null) return null
  const { plan } = result.made
  const facts = { vehicleId: vehicle.id, trigger: result.cause }
  deps.events.plansComputed([{ ...facts, feasibility: plan.feasibility, solver: plan.solver }])
  return { ...result.made, id: deps.randomness.id(), vehicleId: vehicle.id, madeAt: now, cause: result.cause }
}
