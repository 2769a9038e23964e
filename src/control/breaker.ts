import type { Clock } from '../base/clock.ts'
import { latest } from '../base/interval.ts'
import type { Randomness } from '../base/random.ts'
import {
  isFailing,
  isSilent,
  missesInARow,
  nextProbeAfter,
  recentCalls,
  type Traffic,
} from './breaker-rule.ts'
import { admissionBack, admissionTo, asking, CLOSED, isUnattended, opened } from './breaker-state.ts'
import type { Admission, Applicant, Open, Outage, State } from './breaker-state.ts'

/** A change of a carmaker's state, told once. */
export interface BreakerChange {
  readonly carmaker: string
  readonly state: 'open' | 'closed'
}

/** What a call found out. */
export interface Away extends Outage {
  readonly kind: 'away'
}

/** A carmaker that does not answer, and nobody is to find out when it does. */
export interface Unattended {
  readonly carmaker: string
  /** When it may be asked next; may be past. */
  readonly nextProbe: Date
  /** Cars that have asked lately, the first longest ago; others come first. */
  readonly asked: readonly string[]
}

/**
 * Keeps a process from asking a carmaker that does not answer: it would be slow for nothing, and the carmaker would be asked by
 * everybody the moment it is back. One state for each carmaker, in memory: every process finds out by itself, and needs
 * nobody for it. When it opens stands in `breaker-rule.ts`.
 */
export interface Breaker {
  /** A call was answered, or failed for reasons of the carmaker's. */
  tell(carmaker: string, answered: boolean): void
  /** What was asked about one car came to nothing: the last call failed. */
  tellMissed(carmaker: string, vehicleId: string): void
  /** Asks for leave to work on one car. A `probe` is given once in 15 to 60 s. */
  admit(carmaker: string, applicant: Applicant): Admission
  /** The car's one try is made now. */
  tryRelease(carmaker: string, vehicleId: string): void
  /** Since when the carmaker does not answer, and when it is asked next; `null`: it answers. */
  openOf(carmaker: string): Outage | null
  /** Whether the car was let through last to find out, and so has to ask. */
  isProbing(carmaker: string, vehicleId: string): boolean
  /** Carmakers that are away, with no car that is to ask next. */
  unattended(): readonly Unattended[]
  /** This car asks next: the call is kept for it. */
  appoint(carmaker: string, vehicleId: string): void
  /** What another process, or this one before it was started anew, has found out: the next call is a probe. */
  resume(carmaker: string, since: Date): void
  /** What another process has found out since: it answers. */
  tellBack(carmaker: string): void
  /** What has changed since this was asked last. */
  changes(): readonly BreakerChange[]
}

/** The clock is world time: a carmaker's outage happens there. */
export function createBreaker(clock: Clock, randomness: Pick<Randomness, 'fraction'>): Breaker {
  const book = createBook()
  return { ...listener(book, clock, randomness), ...doorkeeper(book, clock, randomness) }
}

interface Book {
  of(carmaker: string): State
  /** Since when a carmaker had been away that this process has found back, until that is told. */
  backSince(carmaker: string): Date | undefined
  noteBack(carmaker: string, since: Date): void
  all(): readonly (readonly [string, State])[]
  /** What changes by it is told later. */
  write(carmaker: string, state: State): void
  /** The same for an outage that goes on; nothing if there is none. */
  amend(carmaker: string, change: (open: Open) => Open): void
  changes(): readonly BreakerChange[]
}

function createBook(): Book {
  const states = new Map<string, State>()
  const changes: BreakerChange[] = []
  const back = new Map<string, Date>()
  const of = (carmaker: string): State => states.get(carmaker) ?? CLOSED
  return {
    of,
    backSince: (carmaker) => back.get(carmaker),
    noteBack: (carmaker, since) => void back.set(carmaker, since),
    all: () => [...states],
    write(carmaker, state) {
      const wasOpen = of(carmaker).open !== null
      states.set(carmaker, state)
      if (wasOpen !== (state.open !== null)) changes.push({ carmaker, state: wasOpen ? 'closed' : 'open' })
    },
    amend(carmaker, change) {
      const state = of(carmaker)
      if (state.open !== null) states.set(carmaker, { ...state, open: change(state.open) })
    },
    changes() {
      back.clear()
      return changes.splice(0)
    },
  }
}

/** Hears what became of calls. */
function listener(
  book: Book,
  clock: Clock,
  { fraction }: Pick<Randomness, 'fraction'>,
): Pick<Breaker, 'tell' | 'tellMissed' | 'resume' | 'tellBack' | 'changes'> {
  const openAt = (traffic: Traffic): State => {
    const since = clock.now()
    return opened({ since, nextProbe: nextProbeAfter(since, traffic, fraction()) }, traffic)
  }
  return {
    tell(carmaker, answered) {
      const { open, calls, misses } = book.of(carmaker)
      if (open !== null) {
        // One answer is enough: what waited is let go in order and no faster than allowed.
        if (!answered) return
        book.write(carmaker, CLOSED)
        book.noteBack(carmaker, open.since)
        return
      }
      const recent = recentCalls(calls, { at: clock.now().getTime(), answered })
      const state = { calls: recent, misses: answered ? [] : misses, open }
      book.write(carmaker, isFailing(recent) ? openAt('busy') : state)
    },
    tellMissed(carmaker, vehicleId) {
      const state = book.of(carmaker)
      if (state.open !== null || state.calls.at(-1)?.answered !== false) return
      const misses = missesInARow(state.misses, { at: clock.now(), vehicleId })
      book.write(carmaker, isSilent(misses) ? openAt('quiet') : { ...state, misses })
    },
    resume: (carmaker, since) => {
      book.write(carmaker, opened({ since, nextProbe: clock.now() }, 'quiet'))
    },
    tellBack: (carmaker) => {
      book.write(carmaker, CLOSED)
    },
    changes: () => book.changes(),
  }
}

/** Says who may call. */
function doorkeeper(
  book: Book,
  clock: Clock,
  { fraction }: Pick<Randomness, 'fraction'>,
): Pick<Breaker, 'admit' | 'tryRelease' | 'openOf' | 'isProbing' | 'unattended' | 'appoint'> {
  return {
    admit(carmaker, applicant) {
      const { open } = book.of(carmaker)
      const now = clock.now()
      if (open === null) return admissionBack(book.backSince(carmaker), applicant, now)
      const admission = admissionTo(open, applicant, now)
      if (admission.kind === 'probe')
        book.amend(carmaker, () =>
          asking(open, applicant.vehicleId, nextProbeAfter(now, open.traffic, fraction())),
        )
      return admission
    },
    tryRelease: (carmaker, vehicleId) => {
      book.amend(carmaker, (open) => ({ ...open, tried: new Set([...open.tried, vehicleId]) }))
    },
    openOf: (carmaker) => book.of(carmaker).open,
    isProbing: (carmaker, vehicleId) => book.of(carmaker).open?.asked.at(-1) === vehicleId,
    unattended: () =>
      book.all().flatMap(([carmaker, { open }]) => {
        if (open === null || !isUnattended(open, clock.now())) return []
        return [{ carmaker, nextProbe: open.nextProbe, asked: open.asked }]
      }),
    appoint: (carmaker, prober) => {
      const now = clock.now()
      // Of one who did not come the time is over.
      book.amend(carmaker, (open) => ({ ...open, prober, nextProbe: latest(open.nextProbe, now) }))
    },
  }
}
