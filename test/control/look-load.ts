import { addHours, addMinutes } from 'date-fns'
import { seededRandomness } from '../../src/base/random.ts'
import type { Facts, Want } from '../../src/control/facts.ts'
import { nextLookAlone } from '../../src/control/in-doubt.ts'
import { lookPhaseOf, type LookPhase } from '../../src/control/look-phase.ts'
import { nextStep } from '../../src/control/next-step.ts'
import { factsOf, NOW, stateOf, STOPPED } from './night-facts.ts'

/** The long form, LADEPLAN_LONG_TESTS=1, has as many as CS28 asks for; a twentieth of them make in twenty seconds what all make in one. */
export const IS_LONG = process.env['LADEPLAN_LONG_TESTS'] === '1'
export const CARS = IS_LONG ? 100_000 : 5_000
const HOURS = IS_LONG ? 3 : 2
/** In which as many cars are looked at as of 100,000 in a second. */
const BIN_SECONDS = 100_000 / CARS

const IDLE_SECONDS = 600
const HELD_SECONDS = 1_800

/** Where a simulation begins. */
export interface Scene {
  /** Whether a car stands at the plug, held back; the others are away. */
  readonly isHeld: (car: number) => boolean
  /** When it is due first, seconds after the beginning. */
  readonly firstLook: (car: number) => number
  /** When it was plugged in, seconds after the beginning. Left out: long ago. */
  readonly pluggedInAt?: (car: number) => number
  /** Control: other phases than a car has. */
  readonly phaseOf?: (car: number) => LookPhase | undefined
}

export interface Load {
  /** Looks in each bin from when all have been served that were due when it began, and nobody waits. */
  readonly perBin: readonly number[]
  /** In a bin, where every car is looked at once in each of its periods. */
  readonly mean: number
  /** In all, over the last hour. */
  readonly lastHour: number
  readonly lastHourExpected: number
}

/** Half of them by lot: as many looks together as of all once in 15 minutes. */
export const HALF: readonly boolean[] = ((): boolean[] => {
  const lots = seededRandomness('look load')
  return Array.from({ length: CARS }, () => lots.fraction() < 0.5)
})()

const AWAY = factsOf({ state: stateOf({ status: 'disconnected' }), followed: null, previous: null })
const HOLD: Want = { desired: 'HOLD', cause: 'price', validUntil: addHours(NOW, 24) }

/** Plays a scene through what says when a car is looked at next, as fast as twice the mean is served. */
export function play(scene: Scene): Load {
  const seconds = HOURS * 3_600
  const due: number[][] = Array.from({ length: seconds + 1 }, () => [])
  const put = (car: number, at: Date): void => {
    due[Math.floor((at.getTime() - NOW.getTime()) / 1_000)]?.push(car)
  }
  const firstLooks = Array.from({ length: CARS }, (_, car) => Math.max(0, scene.firstLook(car)))
  for (const [car, second] of firstLooks.entries()) put(car, new Date(NOW.getTime() + second * 1_000))
  const held = firstLooks.filter((_, car) => scene.isHeld(car)).length
  const perSecond = held / HELD_SECONDS + (CARS - held) / IDLE_SECONDS
  const looks: number[] = []
  const waiting = new Set(firstLooks.keys())
  let servedAt = 0
  let queue: number[] = []
  for (let second = 0; second < seconds; second++) {
    queue = queue.concat(due[second] ?? [])
    const served = queue.splice(0, Math.ceil(2 * perSecond))
    const now = new Date(NOW.getTime() + second * 1_000)
    for (const car of served) {
      put(car, later(nextLook(scene, car, now), second))
      waiting.delete(car)
    }
    looks.push(served.length)
    if (servedAt === 0 && waiting.size === 0 && queue.length === 0) servedAt = second
  }
  const lastHour = looks.slice(-3_600).reduce((sum, n) => sum + n, 0)
  return {
    perBin: binned(looks.slice(servedAt + 1)),
    mean: perSecond * BIN_SECONDS,
    ...{ lastHour, lastHourExpected: perSecond * 3_600 },
  }
}

/** Never the second that is being served. */
function later(at: Date, second: number): Date {
  return new Date(Math.max(at.getTime(), NOW.getTime() + (second + 1) * 1_000))
}

function nextLook(scene: Scene, car: number, now: Date): Date {
  const facts = factsOfCar(scene, car, now)
  return scene.isHeld(car) ? nextStep(facts, HOLD, 1).nextDue : nextLookAlone(facts)
}

/** What a pass over the car would rest on. */
export function factsOfCar({ isHeld, pluggedInAt, phaseOf }: Scene, car: number, now: Date): Facts {
  const lookPhase = phaseOf === undefined ? lookPhaseOf(car + 1) : phaseOf(car)
  if (!isHeld(car)) return { ...AWAY, now, lookPhase }
  const since = pluggedInAt === undefined ? addMinutes(NOW, -60) : secondsOn(pluggedInAt(car))
  const commands = pluggedInAt === undefined ? [STOPPED] : []
  return { ...HERE, now, lookPhase, commands, state: stateOf({}, { pluggedInAt: since }) }
}
const HERE = factsOf({ latestStart: addHours(NOW, 24) })

function secondsOn(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1_000)
}

function binned(looks: readonly number[]): readonly number[] {
  const bins = Math.floor(looks.length / BIN_SECONDS)
  return Array.from({ length: bins }, (_, bin) =>
    looks.slice(bin * BIN_SECONDS, (bin + 1) * BIN_SECONDS).reduce((sum, n) => sum + n, 0),
  )
}
