import { addMinutes } from 'date-fns'
import { seededRandomness } from '../../src/base/random.ts'
import { decide } from '../../src/control/decide.ts'
import type { Command, Decision, Facts } from '../../src/control/facts.ts'
import { NOTHING_SEEN } from '../../src/vehicles/seen-changes.ts'
import { observe, type VehicleState } from '../../src/vehicles/vehicle.ts'
import { BLOCK, chargeOf, factsOf, PLUGGED_IN, policy } from './night-facts.ts'

/** What became of one night, counted from the first start by hand on. */
export interface HandHistory {
  /** How often the car stopped, and how often we started it again. */
  readonly stops: number
  readonly restarts: number
  /** The driver had the last word. */
  readonly chargesAtEnd: boolean
}

const NIGHT_MINUTES = 9 * 60
/** A driver whose car was stopped starts it again so many minutes later. */
const PATIENCE_MINUTES = 5

/** What is drawn by lot. All in minutes from plug-in. */
interface Whims {
  readonly handAt: number
  /** The car begins by itself when it is plugged in; `null`: it does not. */
  readonly ownStartAt: number | null
  readonly obeysFirstStop: boolean
  /** The car tells changes by itself; else it is looked at when it is due. */
  readonly pushes: boolean
  /** Ladeplan is down from here to there. */
  readonly down: { readonly from: number; readonly to: number }
  /** The car obeys so much later. */
  readonly lag: number
}

interface Turn {
  readonly at: number
  readonly on: boolean
  readonly by: 'car' | 'driver' | 'us'
}

interface Car {
  drawing: boolean
  readonly turns: Turn[]
}

interface Loop {
  state: VehicleState | undefined
  previous: Facts['previous']
  override: Facts['override']
  commands: Command[]
  due: number
}

/**
 * One night of a car that is held back for its block and started by hand some time before it. Written from what cars do; it
 * shares nothing with the loop but the reducer and the eyes it drives.
 *
 * @param blind what was seen to change is forgotten at every look: the control
 */
export function playHistory(seed: number, blind = false): HandHistory {
  const night = whims(seed)
  const car: Car = { drawing: false, turns: [{ at: night.handAt, on: true, by: 'driver' }] }
  if (night.ownStartAt !== null) car.turns.push({ at: night.ownStartAt, on: true, by: 'car' })
  const loop: Loop = { state: undefined, previous: null, override: null, commands: [], due: 0 }
  const history = { stops: 0, restarts: 0 }
  for (let minute = 0; minute < NIGHT_MINUTES; minute += 1) {
    const turned = turn(car, minute)
    if (turned !== undefined && minute > night.handAt) tell(history, car, turned)
    if (!isLooking(night, minute, { due: loop.due, turned: turned !== undefined })) continue
    const made = look(loop, car, { minute, blind })
    if (made.command !== null) obey(car, loop, { kind: made.command.kind, minute, night })
  }
  return { ...history, chargesAtEnd: car.drawing }
}

function isLooking({ down, pushes }: Whims, minute: number, now: { due: number; turned: boolean }): boolean {
  if (down.from <= minute && minute < down.to) return false
  return minute >= now.due || (pushes && now.turned)
}

/** Counts what happened, and has the driver start a car again that was stopped. */
function tell(history: { stops: number; restarts: number }, car: Car, { at, on, by }: Turn): void {
  if (on && by === 'us') history.restarts += 1
  if (on) return
  history.stops += 1
  car.turns.push({ at: at + PATIENCE_MINUTES, on: true, by: 'driver' })
}

/** What changes the car at this minute, if anything does. */
function turn(car: Car, minute: number): Turn | undefined {
  const turned = car.turns.findLast(({ at, on }) => at === minute && on !== car.drawing)
  if (turned !== undefined) car.drawing = turned.on
  return turned
}

function obey(
  car: Car,
  { commands }: Loop,
  { kind, minute, night }: { kind: Command['kind']; minute: number; night: Whims },
): void {
  if (commands.length === 1 && !night.obeysFirstStop) return
  car.turns.push({ at: minute + 1 + night.lag, on: kind === 'start', by: 'us' })
}

/** One pass of the loop: the same eyes, the same reducer, its ledger kept by hand. */
function look(loop: Loop, { drawing }: Car, { minute, blind }: { minute: number; blind: boolean }): Decision {
  const now = addMinutes(PLUGGED_IN, minute)
  const known = blind && loop.state !== undefined ? { ...loop.state, changes: NOTHING_SEEN } : loop.state
  const status = drawing ? ('charging' as const) : ('connected' as const)
  const state = chargeOf({ status, observedAt: now, powerKw: drawing ? 11 : 0 })
  loop.state = observe(known, { kind: 'state', state }, { checkedAt: now, policy })
  const { previous, override, commands } = loop
  const made = decide(factsOf({ now, state: loop.state, previous, override, commands }))
  loop.due = Math.max(minute + 1, minutesTo(made.nextDue ?? now))
  keep(loop, made, now)
  return made
}

/** What the stores would keep of a decision. */
function keep(loop: Loop, { override, intent, command, confirmed }: Decision, now: Date): void {
  if (override === 'end') loop.override = null
  else if (override !== 'keep') loop.override = { kind: override, since: now }
  if (intent !== null) loop.previous = { ...intent, decidedAt: now }
  loop.commands = loop.commands.map((one) =>
    confirmed.includes(one.id) ? { ...one, confirmedAt: now, outcome: 'done' } : one,
  )
  if (command === null || intent === null) return
  const sent = { epoch: intent.epoch, sentAt: now, outcome: 'unknown', refusal: null } as const
  loop.commands.unshift({ ...command, ...sent, id: String(now.getTime()), confirmedAt: null })
}

function minutesTo(instant: Date): number {
  return Math.ceil((instant.getTime() - PLUGGED_IN.getTime()) / 60_000)
}

function whims(seed: number): Whims {
  const random = seededRandomness(`hand-${String(seed)}`)
  const between = (least: number, most: number): number =>
    least + Math.floor(random.fraction() * (most - least + 1))
  const from = between(0, NIGHT_MINUTES)
  return {
    handAt: between(20, minutesTo(BLOCK.start) - 1),
    ownStartAt: between(0, 2) === 0 ? null : between(0, 4),
    obeysFirstStop: between(0, 4) > 0,
    pushes: between(0, 1) === 1,
    down: { from, to: from + between(0, 1) * between(5, 180) },
    lag: between(0, 2),
  }
}
