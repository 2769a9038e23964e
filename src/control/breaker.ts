import { addSeconds } from 'date-fns'
import type { Clock } from '../base/clock.ts'
import type { Randomness } from '../base/random.ts'
import { isAway, LEAST_PROBE_SECONDS, probeSeconds, withCall, type Call } from './breaker-rule.ts'

/** A car that was not answered again and again is read again after at most so long. Full jitter. */
const CAR_SECONDS = 30
const MOST_CAR_SECONDS = 600

/** What a carmaker may be asked now. */
export type Admission =
  | { readonly kind: 'free' }
  /** The one call that finds out. */
  | { readonly kind: 'probe' }
  /** The one try to give back a car that stands because of us. */
  | { readonly kind: 'release' }
  | { readonly kind: 'wait'; readonly until: Date; readonly since: Date }

/** A change of a carmaker's state, told once. */
export interface BreakerChange {
  readonly carmaker: string
  readonly state: 'open' | 'closed'
}

/**
 * Keeps a process from asking a carmaker that does not answer: it would be slow for nothing, and the carmaker would be asked by
 * everybody the moment it is back. One state for each carmaker, in memory: every process finds out by itself, and
 * needs nobody for it. Beside it stands the patience with each car that is not answered while others are.
 */
export interface Breaker {
  /** A call for a car was answered, or failed for reasons of the carmaker's. */
  tell(carmaker: string, call: Pick<Call, 'vehicleId' | 'answered'>): void
  /**
   * Asks for leave to work on one car. A `probe` is given once in a while, more often where more cars wait.
   *
   * @param release the car, if it is to be given back: it has one try in each outage, since none may be held only because
   * others were not answered
   */
  admit(carmaker: string, release?: string): Admission
  /** The car's one try is made now. */
  tryRelease(carmaker: string, vehicleId: string): void
  /** Since when the carmaker does not answer, and when it is asked next; `null`: it answers. */
  openOf(carmaker: string): Outage | null
  /** Whether a car was not answered lately, and so is not to be read yet. Commands are counted elsewhere. */
  isSpared(carmaker: string, vehicleId: string): boolean
  /** What another process, or this one before it was started anew, has found out: the next call is a probe. */
  resume(carmaker: string, since: Date): void
  /** What has changed since this was asked last. */
  changes(): readonly BreakerChange[]
}

/** A carmaker that does not answer. */
export interface Outage {
  readonly since: Date
  readonly nextProbe: Date
}

/** What a call found out. */
export interface Away extends Outage {
  readonly kind: 'away'
}

interface State {
  calls: readonly Call[]
  open: (Outage & { readonly probeSeconds: number }) | null
  /** Cars that had their try to be given back since it opened. */
  readonly tried: Set<string>
  /** Cars that were not answered the last times. */
  readonly spared: Map<string, { readonly failures: number; readonly until: Date }>
}

/** The clock is world time: a carmaker's outage happens there. */
export function createBreaker(clock: Clock, randomness: Pick<Randomness, 'fraction'>): Breaker {
  const states = new Map<string, State>()
  const changes: BreakerChange[] = []
  const stateOf = (carmaker: string): State => {
    const known = states.get(carmaker)
    if (known !== undefined) return known
    const state: State = { calls: [], open: null, tried: new Set(), spared: new Map() }
    states.set(carmaker, state)
    return state
  }
  return {
    tell(carmaker, call) {
      const state = stateOf(carmaker)
      const wasOpen = state.open !== null
      spare(state, call, { now: clock.now(), fraction: randomness.fraction() })
      judge(state, { ...call, at: clock.now().getTime() })
      const isOpen = state.open !== null
      if (wasOpen !== isOpen) changes.push({ carmaker, state: isOpen ? 'open' : 'closed' })
    },
    admit(carmaker, release) {
      const { open, tried } = stateOf(carmaker)
      const now = clock.now()
      if (open === null) return { kind: 'free' }
      if (now >= open.nextProbe) {
        stateOf(carmaker).open = { ...open, nextProbe: addSeconds(now, open.probeSeconds) }
        return { kind: 'probe' }
      }
      if (release !== undefined && !tried.has(release)) return { kind: 'release' }
      return { kind: 'wait', until: open.nextProbe, since: open.since }
    },
    tryRelease(carmaker, vehicleId) {
      const { open, tried } = stateOf(carmaker)
      if (open !== null) tried.add(vehicleId)
    },
    isSpared(carmaker, vehicleId) {
      const { open, spared } = stateOf(carmaker)
      const until = spared.get(vehicleId)?.until
      // Whoever is let through while the carmaker is away finds out for all.
      return open === null && until !== undefined && clock.now() < until
    },
    resume(carmaker, since) {
      open(stateOf(carmaker), { since, nextProbe: clock.now(), probeSeconds: LEAST_PROBE_SECONDS })
    },
    openOf: (carmaker) => stateOf(carmaker).open,
    changes: () => changes.splice(0),
  }
}

/** Full jitter, doubled with each failure in a row (capped exponential; AWS Architecture Blog, "Exponential Backoff And Jitter"). */
function spare(
  { spared }: State,
  { vehicleId, answered }: Pick<Call, 'vehicleId' | 'answered'>,
  { now, fraction }: { readonly now: Date; readonly fraction: number },
): void {
  if (answered) {
    spared.delete(vehicleId)
    return
  }
  const failures = (spared.get(vehicleId)?.failures ?? 0) + 1
  const most = Math.min(MOST_CAR_SECONDS, CAR_SECONDS * 2 ** failures)
  spared.set(vehicleId, { failures, until: addSeconds(now, fraction * most) })
}

function judge(state: State, call: Call): void {
  if (state.open !== null) {
    // One answer is enough: what waited is let go in order and no faster than allowed.
    if (call.answered) close(state)
    return
  }
  state.calls = withCall(state.calls, call)
  if (!isAway(state.calls)) return
  const seconds = probeSeconds(state.calls)
  const since = new Date(call.at)
  open(state, { since, nextProbe: addSeconds(since, seconds), probeSeconds: seconds })
}

function open(state: State, outage: NonNullable<State['open']>): void {
  state.calls = []
  state.open = outage
  state.tried.clear()
}

function close(state: State): void {
  state.open = null
  state.tried.clear()
  state.spared.clear()
}
