import { addMinutes, differenceInHours } from 'date-fns'
import { SteppedClock } from '../../src/base/clock.ts'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import type { Database } from '../../src/database/database.ts'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import type { SimulatedCarReport } from '../../src/simulator/report.ts'
import { socAt, wall } from '../journeys/night.ts'
import { openFleet, type Fleet } from './fleet.ts'
import { vinsOf } from './vins.ts'

const HOME = wall('00:30')
export const KILLED_AT = wall('01:00')
export const READY_BY = wall('07:00')
const LEAVING = wall('09:00')
const TARGET_PERCENT = 80
/** Cars report whole points, so a target is seen reached from half a point below on. */
const ROUNDING = 0.5
/** Of the simulated cars: 60 kWh behind 11 kW of which 90 % arrive. */
const POINTS_PER_HOUR = ((11 * 0.9) / 60) * 100
/** From an order until power flows. */
const OBEYING_MINUTES = 1
/** Of a fleet's outbox, more than it ever holds. */
const MANY = 2_000

/** What became of one car of which nobody took care from 01:00 on, until a process was begun anew. */
export interface Restarted {
  /** By what was written down before the end. */
  readonly latestStart: Date
  readonly heldUntil: Date
  /** When it could be ready at the soonest, by its battery and its plug alone. */
  readonly readyAtBest: Date
  readonly isReady: boolean
  /** The first order after the restart. */
  readonly firstStart: Date | undefined
  /** What its driver was told of ready-by, in order. */
  readonly told: readonly { readonly type: string; readonly at: Date }[]
}

export interface Restart {
  readonly at: Date
  readonly cars: number
  /** Another set of states of charge for each. */
  readonly seed: number
}

/**
 * A night in which all processes end at 01:00 and one begins anew at an instant. Nothing is under way at 01:00, so an end and a
 * kill leave the same behind: what is in the database. Kills in the middle of work are told by `kill` and `dispatch-kill`.
 */
export async function playRestart(db: Database, { at, cars, seed }: Restart): Promise<readonly Restarted[]> {
  const clock = new SteppedClock(HOME)
  const fleet = await openFleet(db, {
    ...{ cars, clock, priceAt: cheaperEveryHour },
    car: { limitPercent: 90, stays: [{ pluggedInAt: HOME, unpluggedAt: LEAVING }] },
    socPercentOf: (n) => 15 + ((n * 23 + seed * 7) % 46),
  })
  try {
    await stepWorld(fleet.service, clock, KILLED_AT)
    const held = await intentsOf(fleet)
    clock.stepTo(at)
    const before = reportsOf(fleet)
    await stepWorld(fleet.another(), clock, addMinutes(READY_BY, 15))
    return await Promise.all(held.map((intent) => became(fleet, intent, before, at)))
  } finally {
    await fleet.close()
  }
}

/** So that every car is held until it has to begin, NOK/kWh. */
function cheaperEveryHour(start: Date): number {
  return 5 + differenceInHours(LEAVING, start) / 10
}

type Held = Awaited<ReturnType<typeof intentsOf>>[number]

async function intentsOf({ db }: Fleet) {
  const rows = await db.selectFrom('intent').selectAll().execute()
  return rows.map(({ vehicle_id: vehicleId, desired, latest_start: latestStart, valid_until: heldUntil }) => {
    if (desired !== 'HOLD' || latestStart === null) throw new Error('A car is not held at the end')
    return { vehicleId, latestStart, heldUntil }
  })
}

async function became(
  fleet: Fleet,
  { vehicleId, latestStart, heldUntil }: Held,
  before: ReadonlyMap<string, SimulatedCarReport>,
  at: Date,
): Promise<Restarted> {
  const vin = (await vinsOf(fleet)).get(vehicleId) ?? ''
  const [then, now] = [before.get(vin), reportsOf(fleet).get(vin)]
  if (then === undefined || now === undefined) throw new Error('A car is missing')
  const missing = TARGET_PERCENT - ROUNDING - then.socPercent
  const told = (await eventsAfter(fleet.db, { after: 0, vehicleId }, MANY)).filter(({ type }) =>
    type.startsWith('ready_by.'),
  )
  return {
    ...{ latestStart, heldUntil, told },
    readyAtBest: addMinutes(at, OBEYING_MINUTES + (missing / POINTS_PER_HOUR) * 60),
    isReady: socAt(now, READY_BY) >= TARGET_PERCENT - ROUNDING,
    firstStart: now.effectiveCommands.find(({ kind }) => kind === 'start')?.at,
  }
}

function reportsOf({ simulator }: Fleet): ReadonlyMap<string, SimulatedCarReport> {
  return new Map(simulator.report().cars.map((car) => [car.vin, car]))
}
