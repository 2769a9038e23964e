import type { Clock } from '../base/clock.ts'
import type { Randomness } from '../base/random.ts'
import type { Host } from '../carmakers/host.ts'
import {
  isFailing,
  isSilent,
  missesInARow,
  nextProbeAfter,
  recentCalls,
  type Traffic,
} from './breaker-rule.ts'
import {
  admissionBack,
  admissionTo,
  asking,
  CLOSED,
  followed,
  isUnattended,
  opened,
} from './breaker-state.ts'
import type { Admission, Applicant, KnownOutage, Open, Outage, Probe, State } from './breaker-state.ts'

/** A change of a host's state, told once. */
export interface BreakerChange {
  readonly host: Host
  readonly state: 'open' | 'closed'
}

/** What a call found out. */
export interface Away extends Outage {
  readonly kind: 'away'
}

/** A host that does not answer, and nobody is to find out soon when it does. */
export interface Unattended {
  readonly host: Host
  /** When it may be asked next; may be past. */
  readonly notBefore: Date
  /** When somebody is to ask it; `null`: nobody is. */
  readonly appointedFor: Date | null
  /** As this process knows; another one may have seen to it since. */
  readonly known: Probe
}

/**
 * Keeps a process from asking a carmaker that does not answer: it would be slow for nothing, and the carmaker would be asked by
 * everybody the moment it is back. One state for each region of a carmaker, which fail apart, in memory: every process can find out by
 * itself. What has been found out, and who asks next, is written down, and known to all within a tick (`watch-breaker.ts`). When it opens
 * stands in `breaker-rule.ts`.
 */
export interface Breaker {
  /** A call was answered, or failed for reasons of the carmaker's. */
  tell(host: Host, answered: boolean): void
  /** What was asked about one car came to nothing: the last call failed. */
  tellMissed(host: Host, vehicleId: string): void
  /** Asks for leave to work on one car. A `probe` is given once in 15 to 60 s, and is to be claimed among all processes. */
  admit(host: Host, applicant: Applicant): Admission
  /** The car's one try is made now. */
  tryRelease(host: Host, vehicleId: string): void
  /** Since when the host does not answer, and when it is asked next; `null`: it answers. */
  openOf(host: Host): KnownOutage | null
  /** Whether the car was let through last to find out, and so has to ask. */
  isProbing(host: Host, vehicleId: string): boolean
  /** Hosts that do not answer. */
  away(): readonly Host[]
  /** Those of them with no car that is to ask next. */
  unattended(): readonly Unattended[]
  /** This car asks next, at that instant: the call is kept for it. */
  appoint(host: Host, vehicleId: string, at: Date): void
  /**
   * What is known of an outage to all processes: that there is one, found by another or by this one before it was started anew, unless the
   * host has answered this one since; and who asks next.
   */
  follow(host: Host, outage: KnownOutage): void
  /** What another process has found out since: it answers. */
  tellBack(host: Host): void
  /** What has changed since this was asked last. */
  changes(): readonly BreakerChange[]
}

/** The clock is world time: a carmaker's outage happens there. */
export function createBreaker(clock: Clock, randomness: Pick<Randomness, 'fraction'>): Breaker {
  const book = createBook()
  return { ...listener(book, clock, randomness), ...doorkeeper(book, clock, randomness) }
}

interface Book {
  of(host: Host): State
  /** Since when a host had been away that this process has found back, until that is told. */
  backSince(host: Host): Date | undefined
  noteBack(host: Host, since: Date): void
  all(): readonly (readonly [Host, State])[]
  /** What changes by it is told later. */
  write(host: Host, state: State): void
  /** The same for an outage that goes on; nothing if there is none. */
  amend(host: Host, change: (open: Open) => Open): void
  changes(): readonly BreakerChange[]
}

function createBook(): Book {
  const states = new Map<string, { readonly host: Host; readonly state: State }>()
  const changes: BreakerChange[] = []
  const back = new Map<string, Date>()
  const of = (host: Host): State => states.get(keyOf(host))?.state ?? CLOSED
  const put = (host: Host, state: State): void => void states.set(keyOf(host), { host, state })
  return {
    of,
    backSince: (host) => back.get(keyOf(host)),
    noteBack: (host, since) => void back.set(keyOf(host), since),
    all: () => [...states.values()].map(({ host, state }) => [host, state]),
    write(host, state) {
      const wasOpen = of(host).open !== null
      put(host, state)
      if (wasOpen !== (state.open !== null)) changes.push({ host, state: wasOpen ? 'closed' : 'open' })
    },
    amend(host, change) {
      const state = of(host)
      if (state.open !== null) put(host, { ...state, open: change(state.open) })
    },
    changes() {
      back.clear()
      return changes.splice(0)
    },
  }
}

function keyOf({ carmaker, region }: Host): string {
  return region === null ? carmaker : `${carmaker}/${region}`
}

/** Hears what became of calls. */
function listener(
  book: Book,
  clock: Clock,
  { fraction }: Pick<Randomness, 'fraction'>,
): Pick<Breaker, 'tell' | 'tellMissed' | 'follow' | 'tellBack' | 'changes'> {
  const openAt = (traffic: Traffic): State => {
    const since = clock.now()
    const nextProbe = nextProbeAfter(since, traffic, fraction())
    return opened({ since, traffic, askedAt: since, nextProbe, prober: null })
  }
  return {
    tell(host, answered) {
      const { open, calls, misses, answeredAt } = book.of(host)
      const now = clock.now()
      if (open !== null) {
        // One answer is enough: what waited is let go in order and no faster than allowed.
        if (!answered) return
        book.write(host, { ...CLOSED, answeredAt: now })
        book.noteBack(host, open.since)
        return
      }
      const recent = recentCalls(calls, { at: now.getTime(), answered })
      const heard = answered ? { misses: [], answeredAt: now } : { misses, answeredAt }
      const state = { calls: recent, ...heard, open }
      book.write(host, isFailing(recent) ? openAt('busy') : state)
    },
    tellMissed(host, vehicleId) {
      const state = book.of(host)
      if (state.open !== null || state.calls.at(-1)?.answered !== false) return
      const misses = missesInARow(state.misses, { at: clock.now(), vehicleId })
      book.write(host, isSilent(misses) ? openAt('quiet') : { ...state, misses })
    },
    follow: (host, outage) => {
      const { open, answeredAt } = book.of(host)
      if (open !== null) book.amend(host, (known) => followed(known, outage))
      else if (answeredAt === null || answeredAt <= outage.since) book.write(host, opened(outage))
    },
    tellBack: (host) => {
      book.write(host, CLOSED)
    },
    changes: () => book.changes(),
  }
}

/** Says who may call. */
function doorkeeper(
  book: Book,
  clock: Clock,
  { fraction }: Pick<Randomness, 'fraction'>,
): Pick<Breaker, 'admit' | 'tryRelease' | 'openOf' | 'isProbing' | 'away' | 'unattended' | 'appoint'> {
  return {
    admit(host, applicant) {
      const { open } = book.of(host)
      const now = clock.now()
      if (open === null) return admissionBack(book.backSince(host), applicant, now)
      const admission = admissionTo(open, applicant, now)
      const next = { askedAt: now, nextProbe: nextProbeAfter(now, open.traffic, fraction()) }
      if (admission.kind === 'probe') book.amend(host, () => asking(open, applicant.vehicleId, next))
      return admission
    },
    tryRelease: (host, vehicleId) => {
      book.amend(host, (open) => ({ ...open, tried: new Set([...open.tried, vehicleId]) }))
    },
    openOf: (host) => book.of(host).open,
    isProbing: (host, vehicleId) => book.of(host).open?.probing === vehicleId,
    away: () => book.all().flatMap(([host, { open }]) => (open === null ? [] : [host])),
    unattended: () =>
      book.all().flatMap(([host, { open }]) => {
        const now = clock.now()
        if (open === null || !isUnattended(open, now)) return []
        const { notBefore, nextProbe } = open
        const appointedFor = open.prober !== null && nextProbe > now ? nextProbe : null
        return [{ host, notBefore, appointedFor, known: open }]
      }),
    appoint: (host, prober, nextProbe) => {
      book.amend(host, (open) => ({ ...open, prober, nextProbe }))
    },
  }
}
