import { subHours } from 'date-fns'
import { earliest, latest } from '../base/interval.ts'
import type { Randomness } from '../base/random.ts'
import { money } from '../base/units.ts'
import { plansSince } from '../control/plan-store.ts'
import type { Database } from '../database/database.ts'
import { slotsWithin } from '../planning/cost-timeline.ts'
import { findPrices } from '../prices/price-store.ts'
import type { Site } from '../sites/site.ts'
import { findSite } from '../sites/site-store.ts'
import { costCurve, type SlotCost } from '../tariffs/cost-curve.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'
import { nextDeparture } from '../vehicles/departures.ts'
import { findPolicy } from '../vehicles/policy-store.ts'
import { findState } from '../vehicles/state-store.ts'
import { telemetrySince } from '../vehicles/telemetry-store.ts'
import { findVehicle } from '../vehicles/vehicle-store.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import { drawnDuring, perSlot } from './attribute-energy.ts'
import {
  listSessions,
  saveSession,
  vehiclesToProject,
  type Session,
  type SessionEnergy,
} from './session-store.ts'
import { staysOf, type Stay } from './stays.ts'

export interface SessionDependencies {
  readonly db: Database
  readonly randomness: Randomness
}

/** Reports this much older than a session are read again, to find the last one before it. */
const BEFORE_HOURS = 2

/** Projects every vehicle that has been observed since. @returns how many */
export async function projectDueSessions(deps: SessionDependencies): Promise<number> {
  const vehicles = await vehiclesToProject(deps.db)
  for (const id of vehicles) await projectSessions(deps, id)
  return vehicles.length
}

/**
 * Brings the sessions of a vehicle up to what has been observed. A projection: it can be thrown away and made again, and
 * nothing in control reads it, so a fault here cannot stop a car.
 */
export async function projectSessions(deps: SessionDependencies, vehicleId: string): Promise<void> {
  const vehicle = await findVehicle(deps.db, vehicleId)
  const site = vehicle === undefined ? undefined : await findSite(deps.db, vehicle.siteId)
  if (vehicle === undefined || site === undefined) return
  const last = (await listSessions(deps.db, vehicleId)).at(-1)
  const since = last === undefined ? new Date(0) : subHours(last.pluggedInAt, BEFORE_HOURS)
  const stays = staysOf(await telemetrySince(deps.db, vehicleId, since))
  const current = stays.filter(({ pluggedInAt }) => last === undefined || pluggedInAt >= last.pluggedInAt)
  for (const stay of current) await projectStay(deps, { vehicle, site, stay })
}

interface Projection {
  readonly vehicle: Vehicle
  readonly site: Site
  readonly stay: Stay
}

async function projectStay(deps: SessionDependencies, projection: Projection): Promise<void> {
  const session = await describe(deps, projection)
  if (session === undefined) return
  const energy = await energyOf(deps, projection)
  await deps.db.transaction().execute((trx) => saveSession(trx, session, energy))
}

async function describe(
  deps: SessionDependencies,
  { vehicle, stay }: Projection,
): Promise<Session | undefined> {
  const goal = await goalOf(deps, vehicle, stay)
  const socAtPlugIn = stay.points[0]?.socPercent
  const projectedTo = stay.unpluggedAt ?? (await lookedAt(deps, vehicle.id, stay))
  if (goal === undefined || socAtPlugIn == null || projectedTo === undefined) return undefined
  return {
    id: deps.randomness.id(),
    vehicleId: vehicle.id,
    pluggedInAt: stay.pluggedInAt,
    unpluggedAt: stay.unpluggedAt,
    socAtPlugIn,
    ...goal,
    socAtReadyBy: projectedTo < goal.readyBy ? null : socAt(stay, goal.readyBy),
    powerKw: vehicle.powerKw,
    projectedTo,
  }
}

/** A car that sleeps at the plug reports nothing, and its last report still holds when it is looked at. */
async function lookedAt(deps: SessionDependencies, vehicleId: string, stay: Stay): Promise<Date | undefined> {
  const state = await findState(deps.db, vehicleId)
  return state?.pluggedInAt?.getTime() === stay.pluggedInAt.getTime()
    ? state.checkedAt
    : stay.points.at(-1)?.observedAt
}

/** What was promised for the stay: by its first plan, or by the policy if none was needed. */
async function goalOf(
  deps: SessionDependencies,
  vehicle: Vehicle,
  { pluggedInAt }: Stay,
): Promise<Pick<Session, 'targetPercent' | 'readyBy'> | undefined> {
  const [plan] = await plansSince(deps.db, vehicle.id, pluggedInAt)
  if (plan !== undefined) return { targetPercent: plan.problem.need.target, readyBy: plan.promisedReadyBy }
  const policy = await findPolicy(deps.db, vehicle.id)
  if (policy === undefined) return undefined
  return nextDeparture(policy, pluggedInAt)
}

function socAt(stay: Stay, instant: Date): number | null {
  return stay.points.findLast((point) => point.observedAt <= instant)?.socPercent ?? null
}

async function energyOf(
  deps: SessionDependencies,
  projection: Projection,
): Promise<readonly SessionEnergy[]> {
  const { vehicle, site, stay } = projection
  const drawn = drawnDuring(stay, vehicle)
  const [first] = drawn
  const last = drawn.at(-1)
  if (first === undefined || last === undefined) return []
  const costs = await costsDuring(deps.db, site, { from: first.start, until: last.end })
  // Time without a price stays in, with a cost of null: leaving it out would make less of what was drawn.
  const slots = slotsWithin(costs, {
    start: earliest(first.start, costs[0]?.start ?? first.start),
    end: latest(last.end, costs.at(-1)?.end ?? last.end),
  })
  return perSlot(drawn, slots).map(({ slot, energy }) => ({
    start: slot.start,
    end: slot.end,
    energy,
    cost: slot.costPerKwh === null ? null : money(energy * slot.costPerKwh),
  }))
}

/** What a kWh cost at a site over a past stretch of time; hours without a price are missing. */
export async function costsDuring(
  db: Database,
  site: Site,
  range: { from: Date; until: Date },
): Promise<readonly SlotCost[]> {
  return costCurve(await findPrices(db, site.biddingZone, range), tariffAt(site))
}
