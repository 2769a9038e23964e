import { seededRandomness } from '../base/random.ts'
import { initialState, type CarState, type SimulatedCar } from './simulated-car.ts'

/** Power is held constant for one step; steps lie on absolute time, so that nothing depends on who asks when. */
const STEP_MS = 10_000
const HOUR_MS = 3_600_000
/** What a car drives away is booked this long after unplugging, or at the next plug-in if that is earlier. */
const DRIVE_MS = 1_800_000
/** How the power of ordinary cars falls. */
const TAPER = { fromPercent: 80, shareWhenFull: 0.3 }
/** Less than this (kWh) below the charge limit counts as full. */
const NOTHING_KWH = 1e-9
const SOC_LOG_ENTRIES = 24 * 14

export interface Car {
  readonly spec: SimulatedCar
  /** Decides lags and wake-up times. */
  readonly seed: string
}

/** The car at fleet start; if a stay is under way it begins to charge as if just plugged in. */
export function startingState(car: Car, start: Date): CarState {
  const state = initialState(car.spec, start)
  const stay = car.spec.stays.find((one) => one.pluggedInAt <= start && start < one.unpluggedAt)
  if (stay !== undefined) return plugIn(car, state, stay.unpluggedAt.getTime())
  // @NOTE One millisecond earlier, so that a stay which begins at the very start is still to come.
  return { ...state, arrivedAt: state.at - 1 }
}

/**
 * The state after everything that happens up to and including `to`. Asking changes nothing: advancing in one stride or
 * in many gives the same state bit for bit. A `to` in the past of the state gives the state.
 */
export function advance(car: Car, state: CarState, to: number): CarState {
  let current = state
  for (;;) {
    const event = nextEvent(car, current)
    if (event === undefined || event.at > to) return current
    current = event.happen(settle(car.spec, current, event.at))
  }
}

/** The state with energy integrated up to `at`, which must lie before the next event. */
export function settle(car: SimulatedCar, state: CarState, at: number): CarState {
  if (at <= state.at) return state
  if (!state.drawing) return { ...state, at }
  const rate = plugPower(car, state) * car.efficiency
  const gained = Math.min((rate * (at - state.at)) / HOUR_MS, Math.max(0, roomBelowLimit(car, state)))
  return {
    ...state,
    at,
    energyKwh: state.energyKwh + gained,
    energyAddedKwh: state.energyAddedKwh + gained,
    energyFromGridKwh: state.energyFromGridKwh + gained / car.efficiency,
  }
}

/** Power at the plug, kW; 0 when not charging. */
export function plugPower(car: SimulatedCar, state: CarState): number {
  if (!state.drawing) return 0
  const { fromPercent, shareWhenFull } = car.taper ?? TAPER
  const above = Math.max(0, socPercent(car, state) - fromPercent) / (100 - fromPercent)
  return mostPower(car, state.at) * (1 - above * (1 - shareWhenFull))
}

function mostPower({ powerKw, weak }: SimulatedCar, at: number): number {
  return weak !== undefined && at >= weak.from.getTime() ? Math.min(powerKw, weak.powerKw) : powerKw
}

/** State of charge, 0 to 100, not rounded. */
export function socPercent(car: SimulatedCar, state: CarState): number {
  return (state.energyKwh / car.capacityKwh) * 100
}

/** Energy the battery takes until the car's own limit, kWh; negative above it. */
export function roomBelowLimit(car: SimulatedCar, state: CarState): number {
  return (car.capacityKwh * state.limitPercent) / 100 - state.energyKwh
}

export function isFull(car: SimulatedCar, state: CarState): boolean {
  return roomBelowLimit(car, state) <= NOTHING_KWH
}

/** A number in [0, 1) that belongs to this car, matter and instant. */
export function chance(car: Car, matter: string, at: number): number {
  return seededRandomness(`${car.seed}:${car.spec.vin}:${matter}:${String(at)}`).fraction()
}

/** Begins to charge, real 2 to 10 s after `state.at`, of a slow car later; shown as starting from `showsAt` on. */
export function beginCharging(car: Car, state: CarState, showsAfterMs: number): CarState {
  const at = state.at + lagMs(car, state.at) + (car.spec.startsAfterSeconds ?? 0) * 1_000
  return { ...state, lag: { to: 'charging', showsAt: state.at + showsAfterMs, at } }
}

/** 2 to 10 s, whole milliseconds. */
export function lagMs(car: Car, at: number): number {
  return 2_000 + Math.floor(chance(car, 'lag', at) * 8_000)
}

interface CarEvent {
  readonly at: number
  readonly happen: (state: CarState) => CarState
}

function nextEvent(car: Car, state: CarState): CarEvent | undefined {
  const events = [
    ...comingsAndGoings(car, state),
    ...chargingEvents(car, state),
    ...sleepEvents(car, state),
    { at: (Math.floor(state.at / HOUR_MS) + 1) * HOUR_MS, happen: (now: CarState) => logSoc(car.spec, now) },
  ]
  return events.reduce((first, event) => (event.at < first.at ? event : first))
}

function comingsAndGoings(car: Car, state: CarState): CarEvent[] {
  const events: CarEvent[] = []
  if (state.pluggedUntil !== null) return [{ at: state.pluggedUntil, happen: unplug }]
  const stay = car.spec.stays.find((one) => one.pluggedInAt.getTime() > state.arrivedAt)
  const arrival = stay?.pluggedInAt.getTime() ?? Number.POSITIVE_INFINITY
  if (state.driveDueAt !== null) {
    events.push({ at: Math.min(state.driveDueAt, arrival), happen: (now) => drive(car.spec, now) })
  }
  if (stay !== undefined) {
    const arrive = (now: CarState) => plugIn(car, { ...now, arrivedAt: arrival }, stay.unpluggedAt.getTime())
    // @NOTE A stay that began while nobody kept this state (a restart) begins at once rather than in the past.
    events.push({ at: Math.max(arrival, state.at), happen: arrive })
  }
  return events
}

function plugIn(car: Car, state: CarState, until: number): CarState {
  const plugged: CarState = {
    ...state,
    pluggedUntil: until,
    wish: true,
    heldUntilReplugged: false,
    energyAddedKwh: 0,
    asleep: false,
    wakesAt: null,
    idleSince: state.at,
  }
  return isFull(car.spec, plugged) ? plugged : beginCharging(car, plugged, 0)
}

function unplug(state: CarState): CarState {
  return {
    ...state,
    pluggedUntil: null,
    lag: null,
    drawing: false,
    asleep: false,
    wakesAt: null,
    idleSince: state.at,
    driveDueAt: state.at + DRIVE_MS,
  }
}

function drive(car: SimulatedCar, state: CarState): CarState {
  const energyKwh = Math.max(0, state.energyKwh - (car.capacityKwh * car.drivesPercent) / 100)
  return { ...state, energyKwh, driveDueAt: null }
}

function chargingEvents(car: Car, state: CarState): CarEvent[] {
  const events: CarEvent[] = []
  if (state.lag !== null) {
    const drawing = state.lag.to === 'charging'
    events.push({
      at: state.lag.at,
      happen: (now) => ({
        ...now,
        lag: null,
        drawing: drawing && !isFull(car.spec, now),
        idleSince: now.at,
      }),
    })
  }
  if (state.drawing) {
    // Before the step that ends at the same instant, which would step over it.
    const trip = car.spec.interruptedAt?.find((at) => at.getTime() > state.at)
    if (trip !== undefined) events.push({ at: trip.getTime(), happen: finish })
    const next = Math.min((Math.floor(state.at / STEP_MS) + 1) * STEP_MS, fullAt(car.spec, state))
    events.push({ at: next, happen: (now) => (isFull(car.spec, now) ? finish(now) : now) })
  }
  return events
}

function fullAt(car: SimulatedCar, state: CarState): number {
  const hours = Math.max(0, roomBelowLimit(car, state)) / (plugPower(car, state) * car.efficiency)
  return state.at + Math.ceil(hours * HOUR_MS)
}

function finish(state: CarState): CarState {
  return { ...state, drawing: false, lag: null, idleSince: state.at }
}

function sleepEvents(car: Car, state: CarState): CarEvent[] {
  if (state.asleep) {
    if (state.wakesAt === null) return []
    return [
      {
        at: state.wakesAt,
        happen: (now) => ({ ...now, asleep: false, wakesAt: null, idleSince: now.at }),
      },
    ]
  }
  const minutes = car.spec.sleepsAfterMinutes
  if (minutes === null || state.drawing || state.lag !== null) return []
  // @NOTE Not before `state.at`: a state kept over a restart may be late.
  const at = Math.max(state.at, state.idleSince + minutes * 60_000)
  return [{ at, happen: (now) => ({ ...now, asleep: true }) }]
}

function logSoc(car: SimulatedCar, state: CarState): CarState {
  const entry = { at: state.at, socPercent: Math.round(socPercent(car, state) * 100) / 100 }
  return { ...state, socLog: [...state.socLog, entry].slice(-SOC_LOG_ENTRIES) }
}
