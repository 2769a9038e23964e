import { kw, kwh, money, type Kwh, type Money } from '../base/units.ts'
import type { Database } from '../database/database.ts'
import { plugAndCharge } from '../planning/baseline.ts'
import { addHours } from 'date-fns'
import { findSite } from '../sites/site-store.ts'
import { costsDuring } from '../sessions/project-sessions.ts'
import { sessionEnergy, type Session } from '../sessions/session-store.ts'
import { findVehicle } from '../vehicles/vehicle-store.ts'

/** What a session cost and what it would have cost without a plan; may be dearer, and is shown so. */
export interface SessionResult {
  readonly energy: Kwh
  readonly cost: Money
  /** Plug-and-charge: the same energy at full power from plug-in, at the same prices. */
  readonly baselineCost: Money
  readonly saved: Money
  /** Whether the target was reached at ready-by; `null` while that is still to come. */
  readonly promiseKept: boolean | null
}

/** More than the longest charge of a large battery at low power. */
const LONGEST_HOURS = 48

/** @returns undefined while a price is missing for what was drawn: no figure is better than a wrong one */
export async function resultOf(db: Database, session: Session): Promise<SessionResult | undefined> {
  const vehicle = await findVehicle(db, session.vehicleId)
  const site = vehicle === undefined ? undefined : await findSite(db, vehicle.siteId)
  if (site === undefined) return undefined
  const slots = await sessionEnergy(db, session.id)
  const energy = kwh(slots.reduce((sum, slot) => sum + slot.energy, 0))
  const promiseKept = session.socAtReadyBy === null ? null : session.socAtReadyBy >= session.targetPercent
  const pluggedInAt =
    slots[0] === undefined ? session.pluggedInAt : earlier(session.pluggedInAt, slots[0].start)
  const range = { from: pluggedInAt, until: addHours(pluggedInAt, LONGEST_HOURS) }
  const costs = await costsDuring(db, site, range)
  const baseline = plugAndCharge({
    pluggedInAt: session.pluggedInAt,
    energy,
    power: kw(session.powerKw),
    slots: costs,
  })
  if (baseline.cost === null || slots.some(({ cost }) => cost === null)) return undefined
  const cost = money(slots.reduce((sum, slot) => sum + (slot.cost ?? 0), 0))
  return { energy, cost, baselineCost: baseline.cost, saved: money(baseline.cost - cost), promiseKept }
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b
}
