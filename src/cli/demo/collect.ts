import type { Interval } from '../../base/interval.ts'
import { findConnection } from '../../connections/connection-store.ts'
import { commandsSince } from '../../control/command-store.ts'
import { plansSince } from '../../control/plan-store.ts'
import type { Database } from '../../database/database.ts'
import { resultOf, type SessionResult } from '../../performance/session-result.ts'
import { capacityStepsOf, type CapacityStepOfPlan } from '../../planning/capacity-steps.ts'
import { drawnDuring, perSlot, type Drawn } from '../../sessions/attribute-energy.ts'
import { costsDuring } from '../../sessions/project-sessions.ts'
import { listSessions, type Session } from '../../sessions/session-store.ts'
import { staysOf } from '../../sessions/stays.ts'
import type { SimulatedCarReport } from '../../simulator/report.ts'
import { findSite } from '../../sites/site-store.ts'
import { telemetrySince } from '../../vehicles/telemetry-store.ts'
import type { Vehicle } from '../../vehicles/vehicle.ts'

/** A stretch in which a car drew power, and what a kWh cost in it. */
export interface ChargedBlock extends Interval {
  readonly energyKwh: number
  readonly perKwh: number | null
}

/** See {@link capacityStepsOf}; sums are of a month, in the currency of the bidding zone. */
export interface CapacityOutcome extends Pick<CapacityStepOfPlan, 'left' | 'highest' | 'isKept'> {
  /** What the next step would cost more. */
  readonly avoided: number
  /** What it costs not to pass it: the plan beside the best one without the step. */
  readonly dearerHours: number
}

/** What became of one car in the night. */
export interface CarOutcome {
  readonly name: string
  readonly car: string
  readonly withdrawn: boolean
  readonly blocks: readonly ChargedBlock[]
  readonly session: Session | null
  readonly result: SessionResult | null
  /** How the plan of the night stands to the capacity step, where the home has a meter. */
  readonly capacity: CapacityOutcome | null
  readonly commands: { readonly sent: number; readonly confirmed: number; readonly doubled: number }
}

export async function outcomeOf(
  db: Database,
  driver: { name: string; car: string },
  seen: { vehicle: Vehicle; simulated: SimulatedCarReport },
): Promise<CarOutcome> {
  const { vehicle, simulated } = seen
  const connection = await findConnection(db, vehicle.connectionId)
  const [session = null] = await listSessions(db, vehicle.id)
  return {
    ...driver,
    withdrawn: connection?.state === 'withdrawn',
    blocks: await blocksOf(db, vehicle),
    session,
    result: session === null ? null : ((await resultOf(db, session)) ?? null),
    capacity: await capacityOf(db, vehicle),
    commands: await commandsOf(db, vehicle, simulated),
  }
}

/** By the plan that was made when the car was plugged in: later ones know only what is left. */
async function capacityOf(db: Database, vehicle: Vehicle): Promise<CapacityOutcome | null> {
  const [stored] = await plansSince(db, vehicle.id, new Date(0))
  if (stored === undefined) return null
  const [step] = capacityStepsOf(stored.problem, stored.plan)
  if (step === undefined) return null
  const dearer = stored.plan.constraintCosts.find(({ constraint }) => constraint === 'capacity-step')
  const { left, highest, isKept, nextCosts } = step
  return { left, highest, isKept, avoided: nextCosts ?? 0, dearerHours: dearer?.cost ?? 0 }
}

/** Reports a minute or two apart bound what is one stretch of charging. */
const SAME_STRETCH_MS = 3 * 60_000

async function blocksOf(db: Database, vehicle: Vehicle): Promise<readonly ChargedBlock[]> {
  const site = await findSite(db, vehicle.siteId)
  const [stay] = staysOf(await telemetrySince(db, vehicle.id, new Date(0)))
  if (site === undefined || stay === undefined) return []
  const stretches = joined(drawnDuring(stay, vehicle))
  const blocks: ChargedBlock[] = []
  for (const { start, end, parts } of stretches) {
    const slots = perSlot(parts, await costsDuring(db, site, { from: start, until: end }))
    const energyKwh = parts.reduce((sum, part) => sum + part.energy, 0)
    const cost = slots.reduce((sum, { slot, energy }) => sum + energy * slot.costPerKwh, 0)
    blocks.push({ start, end, energyKwh, perKwh: slots.length === 0 ? null : cost / energyKwh })
  }
  return blocks
}

interface Stretch extends Interval {
  readonly parts: readonly Drawn[]
}

function joined(drawn: readonly Drawn[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (const part of drawn) {
    const last = stretches.at(-1)
    const goesOn = last !== undefined && part.start.getTime() - last.end.getTime() <= SAME_STRETCH_MS
    if (goesOn) stretches.splice(-1, 1, { start: last.start, end: part.end, parts: [...last.parts, part] })
    else stretches.push({ start: part.start, end: part.end, parts: [part] })
  }
  return stretches
}

/**
 * Sent and confirmed by the service's own ledger; doubled by the car's: what reached it more often than the ledger knows,
 * and the same effect twice in a row.
 */
async function commandsOf(
  db: Database,
  vehicle: Vehicle,
  simulated: SimulatedCarReport,
): Promise<CarOutcome['commands']> {
  const ledger = await commandsSince(db, vehicle.id, new Date(0))
  const beyondLedger = Math.max(0, simulated.commands.length - ledger.length)
  const { effectiveCommands: effects } = simulated
  const twice = effects.filter(({ kind }, index) => effects[index - 1]?.kind === kind).length
  return {
    sent: ledger.length,
    confirmed: ledger.filter(({ confirmedAt }) => confirmedAt !== null).length,
    doubled: beyondLedger + twice,
  }
}
