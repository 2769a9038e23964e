import { addSeconds } from 'date-fns'
import type { Clock } from '../base/clock.ts'

/** Calls older than this tell nothing of how a carmaker is now. */
const WINDOW_SECONDS = 30
/** It opens at this share of failures, and not before there were so many calls. */
const FAILING_SHARE = 0.5
const FEWEST_CALLS = 20
/** While it is open, one call is let through in this time to see whether it works again. */
export const PROBE_SECONDS = 15

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
 * everybody the moment it is back. One state for each carmaker, in memory: every process finds out by itself within half a
 * minute, and needs nobody for it.
 */
export interface Breaker {
  /** A call was answered, or failed for reasons of the carmaker's. */
  tell(carmaker: string, answered: boolean): void
  /**
   * Asks for leave to work on one car. A `probe` is given once in {@link PROBE_SECONDS}.
   *
   * @param release the car, if it is to be given back: it has one try in each outage, since none may be held only because
   * others were not answered
   */
  admit(carmaker: string, release?: string): Admission
  /** The car's one try is made now. */
  tryRelease(carmaker: string, vehicleId: string): void
  /** Since when the carmaker does not answer, and when it is asked next; `null`: it answers. */
  openOf(carmaker: string): Outage | null
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
  readonly calls: readonly { readonly at: number; readonly answered: boolean }[]
  readonly open: Outage | null
  /** Cars that had their try to be given back since it opened. */
  readonly tried: Set<string>
}

const CLOSED: State = { calls: [], open: null, tried: new Set() }
const opened = (since: Date, nextProbe: Date): State => ({
  ...{ calls: [], open: { since, nextProbe } },
  tried: new Set(),
})

/** The clock is world time: a carmaker's outage happens there. */
export function createBreaker(clock: Clock): Breaker {
  const states = new Map<string, State>()
  let changes: BreakerChange[] = []
  return {
    tell(carmaker, answered) {
      const before = states.get(carmaker) ?? CLOSED
      const after = toldOf(before, { at: clock.now(), answered })
      states.set(carmaker, after)
      if ((before.open === null) === (after.open === null)) return
      changes.push({ carmaker, state: after.open === null ? 'closed' : 'open' })
    },
    admit(carmaker, release) {
      const state = states.get(carmaker) ?? CLOSED
      const { open, tried } = state
      const now = clock.now()
      if (open === null) return { kind: 'free' }
      if (now >= open.nextProbe) {
        states.set(carmaker, { ...state, open: { ...open, nextProbe: addSeconds(now, PROBE_SECONDS) } })
        return { kind: 'probe' }
      }
      if (release !== undefined && !tried.has(release)) return { kind: 'release' }
      return { kind: 'wait', until: open.nextProbe, since: open.since }
    },
    tryRelease(carmaker, vehicleId) {
      const state = states.get(carmaker)
      if (state !== undefined && state.open !== null) state.tried.add(vehicleId)
    },
    resume(carmaker, since) {
      states.set(carmaker, opened(since, clock.now()))
    },
    openOf: (carmaker) => states.get(carmaker)?.open ?? null,
    changes() {
      const told = changes
      changes = []
      return told
    },
  }
}

function toldOf(state: State, { at, answered }: { at: Date; answered: boolean }): State {
  const { calls, open } = state
  // One answer is enough: what waited is let go in order and no faster than allowed.
  if (open !== null) return answered ? CLOSED : state
  const from = at.getTime() - WINDOW_SECONDS * 1_000
  const recent = [...calls.filter((call) => call.at > from), { at: at.getTime(), answered }]
  const failures = recent.filter((call) => !call.answered).length
  const fails = recent.length >= FEWEST_CALLS && failures >= recent.length * FAILING_SHARE
  return fails ? opened(at, addSeconds(at, PROBE_SECONDS)) : { ...CLOSED, calls: recent }
}
