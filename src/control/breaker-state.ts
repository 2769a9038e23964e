import { addSeconds } from 'date-fns'
import type { Call, Miss, Traffic } from './breaker-rule.ts'

/** The next call that finds out is kept so long for the car that is to make it; then anybody may. */
const SEAT_SECONDS = 10
/** Of cars that have found out nothing so many are passed over before the first is asked again. */
const MOST_ASKED = 20

/** A carmaker that does not answer. */
export interface Outage {
  readonly since: Date
  readonly nextProbe: Date
}

/** What a carmaker may be asked now. */
export type Admission =
  | { readonly kind: 'free' }
  /** The one call that finds out. */
  | { readonly kind: 'probe' }
  /** The one try to give back a car that stands because of us. */
  | { readonly kind: 'release' }
  | Wait

/** Not now. */
export interface Wait {
  readonly kind: 'wait'
  readonly since: Date
  /** Not before. */
  readonly until: Date
  /** Whether this car makes the next call, at `until` and no later. */
  readonly isProber: boolean
}

/** Who asks for leave. */
export interface Applicant {
  readonly vehicleId: string
  /** It is to be given back: it has one try in each outage, since none may be held only because others were not answered. */
  readonly release: boolean
}

/** What a process knows of one carmaker. */
export interface State {
  /** Of late, while it answers. */
  readonly calls: readonly Call[]
  /** Since its last answer. */
  readonly misses: readonly Miss[]
  readonly open: Open | null
}

/** While it does not answer. */
export interface Open extends Outage {
  readonly traffic: Traffic
  /** When it was asked last. */
  readonly askedAt: Date
  /** Nobody is appointed to ask before. */
  readonly notBefore: Date
  /** Who is to ask next; `null`: nobody yet. */
  readonly prober: string | null
  /** Who asked last, perhaps just now. */
  readonly asked: readonly string[]
  /** Cars that had their try to be given back. */
  readonly tried: ReadonlySet<string>
}

export const CLOSED: State = { calls: [], misses: [], open: null }

export function opened(outage: Outage, traffic: Traffic): State {
  const open = {
    ...outage,
    traffic,
    askedAt: outage.since,
    notBefore: outage.nextProbe,
    prober: null,
    asked: [],
    tried: new Set<string>(),
  }
  return { ...CLOSED, open }
}

/** What a car may do while its carmaker is away. */
export function admissionTo(open: Open, { vehicleId, release }: Applicant, now: Date): Admission {
  const isProber = open.prober === vehicleId
  const from = open.prober === null || isProber ? open.nextProbe : seatEnd(open)
  if (now >= from) return { kind: 'probe' }
  if (release && !open.tried.has(vehicleId)) return { kind: 'release' }
  // Others keep away from the instant of the probe: found back, they would all be due at once, in no order.
  return { kind: 'wait', since: open.since, until: isProber ? open.nextProbe : seatEnd(open), isProber }
}

/**
 * What a car may do once its carmaker answers: anything, but as long as those that waited for it (`backSince`) have not been put in order
 * it waits with them. Whoever happens to be due at that instant would use up the rate before the car whose latest start is nearest.
 */
export function admissionBack(backSince: Date | undefined, { release }: Applicant, now: Date): Admission {
  if (backSince === undefined || release) return { kind: 'free' }
  return { kind: 'wait', since: backSince, until: now, isProber: false }
}

/** A car asks now. */
export function asking(open: Open, vehicleId: string, when: Pick<Open, 'askedAt' | 'nextProbe'>): Open {
  const asked = [...open.asked.filter((other) => other !== vehicleId), vehicleId].slice(-MOST_ASKED)
  return { ...open, ...when, notBefore: when.nextProbe, prober: null, asked }
}

/** An appointment that far ahead is thought of again, since more cars may want something by now; s. */
const FAR_SECONDS = 60

/** Whether somebody has to be found who asks next: nobody was appointed, whoever was did not come, or is to come much later only. */
export function isUnattended(open: Open, now: Date): boolean {
  return open.prober === null || now > seatEnd(open) || open.nextProbe > addSeconds(now, FAR_SECONDS)
}

function seatEnd({ nextProbe }: Outage): Date {
  return addSeconds(nextProbe, SEAT_SECONDS)
}
