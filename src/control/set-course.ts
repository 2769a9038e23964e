import type { Reading } from '../carmakers/port.ts'
import type { Trx } from '../database/database.ts'
import type { SiteLimits } from '../planning/problem.ts'
import type { Site } from '../sites/site.ts'
import { findSite } from '../sites/site-store.ts'
import { runLimitsOf } from '../vehicles/run-limits.ts'
import { learn, observe, type Vehicle, type VehicleState } from '../vehicles/vehicle.ts'
import { decide } from './decide.ts'
import { ALONE, factsOf, type RoomNow } from './facts-of.ts'
import { consentOf, costsAhead, plannedCosts } from './gather.ts'
import { neighbourOf, rankOf, type Neighbour } from './neighbour.ts'
import type { StoredPlan } from './plan-store.ts'
import { roomBeside } from './room.ts'
import { findNeighbours } from './site-cars.ts'
import { findMeasured, siteLimitsOf } from './site-limits.ts'
import { startsMade } from './starts-made.ts'
import { planInTurn, waitsUntil, type Turn } from './take-turns.ts'
import type { Course, Work } from './work.ts'

/**
 * What is now known, the plan that follows from it, and the decision. Call it with the site locked, so that its cars plan in
 * turn. Reads prices and the other cars of the site; writes and sends nothing.
 */
export async function setCourse(work: Work, reading: Reading | 'none', trx: Trx): Promise<Course> {
  const seen = see(work, reading)
  const place = await lookAround(work, seen, trx)
  const turn = place === null ? NO_TURN : await planAnew(work, seen, place, trx)
  const newPlan = turn.result === null ? null : storedPlan(work, seen, turn.result)
  const followed = newPlan ?? work.known.plan ?? null
  const room = place === null ? ALONE : roomFor(work, { ...seen, followed }, place, turn)
  const canWake = work.deps.carmaker(work.connection.carmaker).capabilities.wake
  const facts = factsOf(work.known, consentOf(work.connection), { ...seen, followed, room, canWake })
  const decision = decide(facts)
  const neighbours = place?.neighbours ?? []
  const displaced = neighbours.filter((each) => !turn.respected.includes(each))
  return { ...seen, newPlan, planId: followed?.id ?? null, decision, neighbours, displaced }
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

/** Where a car stands: what its site allows, and who else is there. */
interface Place {
  readonly site: Site
  readonly limits: SiteLimits | undefined
  readonly neighbours: readonly Neighbour[]
}

/** `null` without live consent: nothing is planned then, and a car that is given back waits for nobody. */
async function lookAround({ connection }: Work, { vehicle, now }: Seen, trx: Trx): Promise<Place | null> {
  const site = consentOf(connection) === 'live' ? await findSite(trx, vehicle.siteId) : undefined
  if (site === undefined) return null
  const limits = siteLimitsOf(site, await findMeasured(trx, vehicle.siteId), now)
  return { site, limits, neighbours: await findNeighbours(trx, vehicle, now) }
}

const NO_TURN: Turn = { result: null, respected: [] }

/** No plan is made while the driver's own will rules. */
async function planAnew(
  { deps, connection, known }: Work,
  { now, state, vehicle }: Seen,
  { site, limits, neighbours }: Place,
  trx: Trx,
): Promise<Turn> {
  if (state === undefined || known.override !== undefined) return { result: null, respected: neighbours }
  const slots = plannedCosts(await costsAhead(trx, site, now))
  const { policy, commands, plan: previous = null } = known
  const runs = runLimitsOf(policy, deps.runLimits[connection.carmaker])
  const facts = { now, vehicle, policy, state, slots, site: limits, runs, previous }
  const own = rankOf({ ...known, vehicle }, state, 'live')
  return planInTurn({ ...facts, startsMade: startsMade(commands, known.tests) }, own, neighbours)
}

function storedPlan({ deps }: Work, { now, vehicle }: Seen, result: NonNullable<Turn['result']>): StoredPlan {
  const { made, cause } = result
  return { ...made, id: deps.randomness.id(), vehicleId: vehicle.id, madeAt: now, cause }
}

function roomFor(
  { known, connection }: Work,
  { now, state, vehicle, followed }: Seen & { followed: StoredPlan | null },
  { limits, neighbours }: Place,
  { respected }: Turn,
): RoomNow {
  const plan = followed ?? undefined
  const own = neighbourOf({ ...known, vehicle, state, plan }, consentOf(connection), now)
  const blocked = roomBeside(limits, respected, vehicle.powerKw).blocked
  if (own === null) return { blocked, waitsUntil: null }
  return { blocked, waitsUntil: waitsUntil({ now, own, limits, others: neighbours, respected }) }
}
