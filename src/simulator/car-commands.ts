import { unreachable } from '../base/errors.ts'
import {
  advance,
  beginCharging,
  chance,
  isFull,
  lagMs,
  plugPower,
  settle,
  socPercent,
} from './car-physics.ts'
import type { Car } from './car-physics.ts'
import type { CarState } from './simulated-car.ts'

export type CarCommand =
  | { readonly kind: 'wake' }
  | { readonly kind: 'start' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'limit'; readonly percent: number }

export interface Obeyed {
  readonly state: CarState
  /** `ok`, `asleep`, or the car's reason to refuse. */
  readonly answered: string
  /** The command changed whether the car wants to charge. */
  readonly effective: boolean
}

export type CarStatus = 'disconnected' | 'connected' | 'starting' | 'charging' | 'complete'

/** A car as it is at one instant. */
export interface CarView {
  readonly status: CarStatus
  readonly socPercent: number
  readonly limitPercent: number
  readonly energyKwh: number
  readonly energyAddedKwh: number
  readonly energyFromGridKwh: number
  readonly powerKw: number
  readonly wish: boolean
  readonly asleep: boolean
}

/** How the car stands at `now`; changes nothing. */
export function viewCar(car: Car, state: CarState, now: Date): CarView {
  const at = now.getTime()
  const current = settle(car.spec, advance(car, state, at), at)
  return {
    status: statusOf(car, current),
    socPercent: socPercent(car.spec, current),
    limitPercent: current.limitPercent,
    energyKwh: current.energyKwh,
    energyAddedKwh: current.energyAddedKwh,
    energyFromGridKwh: current.energyFromGridKwh,
    powerKw: plugPower(car.spec, current),
    wish: current.wish,
    asleep: current.asleep,
  }
}

/** What the car makes of a command at `now`. A sleeping car hears nothing but a wake-up. */
export function obey(car: Car, state: CarState, command: CarCommand, now: Date): Obeyed {
  const at = now.getTime()
  const current = settle(car.spec, advance(car, state, at), at)
  if (command.kind === 'wake') return accepted(wake(car, current))
  if (current.asleep) return refused(current, 'asleep')
  switch (command.kind) {
    case 'start':
      return start(car, current)
    case 'stop':
      return stop(car, current)
    case 'limit':
      return setLimit(car, current, command.percent)
    default:
      return unreachable(command)
  }
}

function statusOf(car: Car, state: CarState): CarStatus {
  if (state.pluggedUntil === null) return 'disconnected'
  if (state.drawing) return 'charging'
  if (state.lag?.to === 'charging' && state.lag.showsAt <= state.at) return 'starting'
  return isFull(car.spec, state) ? 'complete' : 'connected'
}

/** Online 10 to 40 s later; asking again while it wakes does not make it later. */
function wake(car: Car, state: CarState): CarState {
  if (!state.asleep) return { ...state, idleSince: state.at }
  if (state.wakesAt !== null) return state
  return { ...state, wakesAt: state.at + 10_000 + Math.floor(chance(car, 'wake', state.at) * 30_000) }
}

function start(car: Car, state: CarState): Obeyed {
  if (state.pluggedUntil === null) return refused(state, 'disconnected')
  if (isFull(car.spec, state)) return refused(state, 'complete')
  if (state.drawing && state.lag === null) return refused(state, 'is_charging')
  if (state.lag?.to === 'charging') return refused(state, 'requested')
  if (state.heldUntilReplugged) return accepted(state)
  const willing = { ...state, wish: true, idleSince: state.at }
  // A stop not yet carried out is called off: the car simply goes on.
  if (state.drawing) return { state: { ...willing, lag: null }, answered: 'ok', effective: true }
  const showsAfterMs = Math.floor(lagMs(car, state.at) * 0.4)
  return { state: beginCharging(car, willing, showsAfterMs), answered: 'ok', effective: !state.wish }
}

function stop(car: Car, state: CarState): Obeyed {
  const charging = state.drawing || state.lag?.to === 'charging'
  if (!charging || state.lag?.to === 'idle') return refused(state, 'not_charging')
  const at = state.at + lagMs(car, state.at)
  const stopping: CarState = {
    ...state,
    wish: false,
    lag: state.drawing ? { to: 'idle', showsAt: at, at } : null,
    heldUntilReplugged: car.spec.refusesRestart === true,
    idleSince: state.at,
  }
  return { state: stopping, answered: 'ok', effective: true }
}

/** A percentage out of range is answered with success and ignored, as the carmaker documents. */
function setLimit(car: Car, state: CarState, percent: number): Obeyed {
  if (!(percent >= 50 && percent <= 100)) return accepted(state)
  if (percent === state.limitPercent) return refused(state, 'already_set')
  const set = { ...state, limitPercent: percent, idleSince: state.at }
  if (set.drawing && isFull(car.spec, set)) return accepted({ ...set, drawing: false, lag: null })
  return accepted(isHeldByLimit(car, state) && !isFull(car.spec, set) ? beginCharging(car, set, 0) : set)
}

/** Plugged in and willing to charge, were it not for the limit: a higher one lets it go on by itself. */
function isHeldByLimit(car: Car, state: CarState): boolean {
  const idle = !state.drawing && state.lag === null
  return state.pluggedUntil !== null && state.wish && idle && isFull(car.spec, state)
}

function accepted(state: CarState): Obeyed {
  return { state, answered: 'ok', effective: false }
}

function refused(state: CarState, answered: string): Obeyed {
  return { state, answered, effective: false }
}
