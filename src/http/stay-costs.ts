import { addHours } from 'date-fns'
import { latest, type Interval } from '../base/interval.ts'
import { localDay, MARKET_TIME_ZONE, startOfLocalDay } from '../base/local-time.ts'
import { kw, kwh } from '../base/units.ts'
import { costsAhead } from '../control/gather.ts'
import type { Known } from '../control/known.ts'
import type { Database } from '../database/database.ts'
import type { EstimateView } from '../pages/plan-view.ts'
import { resultOf } from '../performance/session-result.ts'
import { plugAndCharge } from '../planning/baseline.ts'
import type { CostSlot } from '../planning/problem.ts'
import { costsDuring } from '../sessions/project-sessions.ts'
import { sessionEnergy, type Session } from '../sessions/session-store.ts'
import type { Site } from '../sites/site.ts'
import type { SlotCost } from '../tariffs/cost-curve.ts'
import { policyFor, reachableTarget } from '../vehicles/vehicle.ts'
import { cut } from './plan-blocks.ts'

/** What a kWh costs within a stretch of time around `now`: as published before today, as the planner sees it after. */
export async function costsAround(
  db: Database,
  site: Site,
  { now, window }: { now: Date; window: Interval },
): Promise<readonly SlotCost[]> {
  const today = startOfLocalDay(localDay(now, MARKET_TIME_ZONE), MARKET_TIME_ZONE)
  const before = await costsDuring(db, site, { from: window.start, until: today })
  const slots = [...before.filter(({ start }) => start < today), ...(await costsAhead(db, site, now))]
  return slots.filter(({ start, end }) => end > window.start && start < window.end)
}

interface EstimateFacts {
  readonly known: Known
  /** Of the stay that is shown, if anything has been observed of it. */
  readonly session: Session | undefined
  readonly pluggedInAt: Date
  readonly slots: readonly CostSlot[]
  readonly now: Date
  /** Whether the car follows its plan: else nothing that it has left is counted. */
  readonly isFollowed: boolean
}

/**
 * Cost of a stay, what was drawn so far and what is still planned, against the same energy at full power from plug-in;
 * of a stay that is over its result. `null` while a price is missing or nothing is drawn or planned.
 */
export async function estimateOf(db: Database, facts: EstimateFacts): Promise<EstimateView | null> {
  const { session, known, pluggedInAt, slots } = facts
  if (session != null && session.unpluggedAt !== null) {
    const result = await resultOf(db, session)
    return result === undefined || result.energy === 0 ? null : result
  }
  const drawn = session === undefined ? [] : await sessionEnergy(db, session.id)
  const parts = [...drawn, ...stillPlanned(facts)]
  const energy = kwh(parts.reduce((sum, part) => sum + part.energy, 0))
  if (energy === 0 || parts.some(({ cost }) => cost === null)) return null
  const cost = parts.reduce((sum, part) => sum + (part.cost ?? 0), 0)
  const baseline = plugAndCharge({ pluggedInAt, energy, power: kw(known.vehicle.powerKw), slots })
  if (baseline.cost === null) return null
  return { cost, baselineCost: baseline.cost }
}

/** What lies ahead of the last report. Nothing does once the target is reached, whatever the plan had left. */
function stillPlanned({ known, session, now, isFollowed }: EstimateFacts) {
  const { plan, state } = known
  const policy = policyFor(known.policy, state)
  const charge = state?.charge
  if (!isFollowed || plan === undefined || charge?.socPercent == null) return []
  if (charge.socPercent >= reachableTarget(policy, charge)) return []
  const from = latest(plan.madeAt, session?.projectedTo ?? plan.madeAt)
  const ahead = { start: from, end: addHours(now, HORIZON_HOURS) }
  return plan.plan.blocks.flatMap((block) => cut(block, ahead) ?? [])
}

/** Further than any plan reaches. */
const HORIZON_HOURS = 72
