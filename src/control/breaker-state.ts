import { addSeconds } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { nextProbeAfter, type Miss, type Tally, type Traffic } from './breaker-rule.ts'

/** The next call that finds out is kept so long for the car that is to make it; then anybody may. */
export const SEAT_SECONDS = 10

/** A carmaker that does not answer. */
export interface Outage {
  readonly since: Date
  readonly nextProbe: Date
}

/** Who asks a carmaker that is away whether it is back, and when: one call for all processes. */
export interface Probe {
  /** When it was asked last. */
  readonly askedAt: Date
  /** When it may be asked next. */
  readonly nextProbe: Date
  /** Whom that call is kept for; `null`: nobody yet. */
  readonly prober: string | null
}

/** An outage as it is written down. */
export interface KnownOutage extends Probe {
  readonly since: Date
  readonly traffic: Traffic
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
  readonly calls: readonly Tally[]
  /** Since its last answer. */
  readonly misses: readonly Miss[]
  /** `null`: it has not answered this process since that was told last that it is away, or is back. */
  readonly answeredAt: Date | null
  readonly open: Open | null
}

/** While it does not answer. */
export interface Open extends KnownOutage {
  /** Nobody is appointed to ask before. */
  readonly notBefore: Date
  /** Who was let through last by this process to find out, perhaps just now. */
  readonly probing: string | null
  /** Cars that had their try to be given back. */
  readonly tried: ReadonlySet<string>
}

export const CLOSED: State = { calls: [], misses: [], answeredAt: null, open: null }

export function opened(outage: KnownOutage): State {
  const open = { ...outage, notBefore: outage.nextProbe, probing: null, tried: new Set<string>() }
  return { ...CLOSED, open }
}

/** What all processes know by now goes before what this one thought. */
export function followed(open: Open, { askedAt, nextProbe, prober }: Probe): Open {
  const notBefore = earliest(nextProbe, nextProbeAfter(askedAt, open.traffic, 0))
  return { ...open, askedAt, nextProbe, prober, notBefore }
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
export function asking(open: Open, probing: string, when: Pick<Open, 'askedAt' | 'nextProbe'>): Open {
  return { ...open, ...when, notBefore: when.nextProbe, prober: null, probing }
}

/** An appointment that far ahead is thought of again, since more cars may want something by now; s. */
const FAR_SECONDS = 60

/** Whether somebody has to be found who asks next: nobody was appointed, whoever was did not come, or is to come much later only. */
export function isUnattended(open: Open, now: Date): boolean {
  return open.prober === null || now > seatEnd(open) || open.nextProbe > addSeconds(now, FAR_SECONDS)
}

/** From then on anybody may make the call. */
export function seatEnd({ nextProbe }: Pick<Probe, 'nextProbe'>): Date {
  return addSeconds(nextProbe, SEAT_SECONDS)
}
