import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { commandsSince } from '../../src/control/command-store.ts'
import type { Command } from '../../src/control/facts.ts'
import { findIntent } from '../../src/control/intent-store.ts'
import { plansSince } from '../../src/control/plan-store.ts'
import type { StoredPlan } from '../../src/control/known.ts'
import type { ReasonCode } from '../../src/control/reasons.ts'
import type { SimulatedCar } from '../../src/simulator/simulated-car.ts'
import type { SimulatedCarReport } from '../../src/simulator/report.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { car } from '../simulator/support.ts'
import type { Stage } from '../support/stage.ts'

/** An instant of the night of 2024-12-12 in Kristiansand, by the clock on the wall; before noon is the morning after. */
export function wall(time: string): Date {
  const day = time < '12:00' ? '2024-12-13' : '2024-12-12'
  return new Date(`${day}T${time}:00+01:00`)
}

/** Kari's car with a limit of its own above every target; at the plug from 17:00 until the morning. */
export function nightCar(changes: Partial<SimulatedCar> & { readonly from?: string } = {}): SimulatedCar {
  const { from = '17:00', ...given } = changes
  const stays = [{ pluggedInAt: wall(from), unpluggedAt: wall('08:00') }]
  return car({ limitPercent: 90, stays, ...given })
}

/** Ola's car: falls asleep twenty minutes after it has stopped charging. */
export function sleeper(changes: Partial<SimulatedCar> = {}): SimulatedCar {
  const names = { login: 'ola', driver: 'Ola', vin: '5YJ3E1EA0TEST0002' }
  return nightCar({ ...names, sleepsAfterMinutes: 20, ...changes })
}

/** What was decided at an instant, kept only when it changed. */
export interface Seen {
  readonly at: Date
  readonly desired: string
  readonly code: ReasonCode
}

/** Plays world time up to `until`, from one due instant to the next, and tells what was wanted on the way. */
export async function play(
  stage: Stage,
  vehicle: Pick<Vehicle, 'id'>,
  until: Date,
): Promise<readonly Seen[]> {
  const seen: Seen[] = []
  await stepWorld(stage.service, stage.clock, until, async (now) => {
    const intent = await findIntent(stage.deps.db, vehicle.id)
    const last = seen.at(-1)
    if (intent === undefined || (last?.desired === intent.desired && last.code === intent.reason.code)) return
    seen.push({ at: now, desired: intent.desired, code: intent.reason.code })
  })
  return seen
}

/** Everything sent to a car, oldest first. */
export async function ledger(stage: Stage, vehicle: Vehicle): Promise<readonly Command[]> {
  return (await commandsSince(stage.deps.db, vehicle.id, new Date(0))).toReversed()
}

export function plansOf(stage: Stage, vehicle: Vehicle): Promise<readonly StoredPlan[]> {
  return plansSince(stage.deps.db, vehicle.id, new Date(0))
}

/** What became of the car, as only its maker knows. */
export function carOf(stage: Stage, login = 'kari'): SimulatedCarReport {
  const found = stage.simulator.report().cars.find((one) => one.login === login)
  if (found === undefined) throw new Error(`The simulator has no car of ${login}`)
  return found
}

/** State of charge at the full hour before or at `instant`. */
export function socAt(report: SimulatedCarReport, instant: Date): number {
  const entry = report.socLog.findLast(({ at }) => at <= instant)
  return entry?.socPercent ?? Number.NaN
}

/** The same effect twice in a row is one command too many. */
export function doubledEffects({ effectiveCommands }: SimulatedCarReport): number {
  return effectiveCommands.filter(({ kind }, index) => effectiveCommands[index - 1]?.kind === kind).length
}
