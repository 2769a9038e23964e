import { earliest } from '../base/interval.ts'
import { isPluggedIn } from '../carmakers/charge-state.ts'
import { reachableTarget } from '../vehicles/vehicle.ts'
import type { EventBody } from '../events/event.ts'
import type { Decision, Desired, Facts } from './facts.ts'
import type { Incident, LateIncident, TroubleIncident } from './incident.ts'
import { fulfils } from './next-step.ts'
import { isGivenBack } from './release.ts'
import { isWorthTelling, type Shortfall } from './shortfall.ts'
import { lookAgainAt, type TroubleSign } from './trouble.ts'

/** What a pass has found out, and what was known to be wrong before it. */
export interface Watch {
  readonly facts: Facts
  readonly decision: Decision
  readonly sign: TroubleSign | null
  /** `null`: in time, as far as is known, or nothing is needed. */
  readonly shortfall: Shortfall | null
  readonly open: readonly Incident[]
  readonly newId: () => string
}

/** What becomes of an incident, and what is told of it. */
export interface IncidentChange {
  readonly incident: Incident
  readonly overAt: Date | null
  readonly event: EventBody | null
}

/**
 * What is new of what a driver has to know. An incident is told once, however often it is found again: at once if it will not pass by
 * itself, else when its patience is over; and once more when it is over. One that passes before it is told is told never. One whose
 * cause has become another that asks something else of the driver is over, and the other is told. Pure but for ids.
 */
export function watchIncidents(watch: Watch): readonly IncidentChange[] {
  const trouble = watch.open.find((one) => one.kind === 'trouble')
  const late = watch.open.find((one) => one.kind === 'late')
  const found = [
    ...changesOfTrouble(watch, trouble),
    late === undefined ? newLateness(watch) : ofLateness(watch, late),
  ]
  return found.filter((change) => change !== null)
}

/** What is open after a pass. */
export function openAfter(
  open: readonly Incident[],
  changes: readonly IncidentChange[],
): readonly Incident[] {
  const changed = changes.map(({ incident }) => incident.id)
  const stillOpen = changes.filter(({ overAt }) => overAt === null).map(({ incident }) => incident)
  return [...open.filter(({ id }) => !changed.includes(id)), ...stillOpen]
}

/** When an incident that is not told yet has to be looked at again; `undefined` if there is none. */
export function nextIncidentLook(
  changes: readonly IncidentChange[],
  { sign, open }: Pick<Watch, 'sign' | 'open'>,
): Date | undefined {
  if (sign === null) return undefined
  const changed = changes.find(({ incident }) => incident.kind === 'trouble')?.incident
  const known = open.find((one) => one.kind === 'trouble')
  if (changed === undefined && known !== undefined && isAnother(known, sign)) return lookAgainAt(sign)
  const incident = changed ?? known
  if (incident?.toldAt !== null) return undefined
  return lookAgainAt({ ...sign, since: incident.since })
}

function changesOfTrouble(
  watch: Watch,
  known: TroubleIncident | undefined,
): readonly (IncidentChange | null)[] {
  const { sign, facts, newId } = watch
  if (sign === null) return [endOfTrouble(watch, known)]
  if (known === undefined || !isAnother(known, sign)) return [ofTrouble(watch, sign, known)]
  const { now } = facts
  if (now < lookAgainAt(sign)) return []
  return [ended(known, now, 'other_cause'), told(now, { ...sign, kind: 'trouble', id: newId() }, sign)]
}

/** Whether a driver who was told of the one has to be told of the other: what kept us from asking asked nothing of them. */
function isAnother({ toldAt, cause }: TroubleIncident, sign: TroubleSign): boolean {
  if (toldAt === null || cause === sign.cause) return false
  const wasKept = KEPT_FROM_ASKING.includes(cause) && !KEPT_FROM_ASKING.includes(sign.cause)
  return wasKept || STANDING.includes(sign.cause)
}

function ofTrouble(
  { facts: { now }, newId }: Watch,
  sign: TroubleSign,
  known: TroubleIncident | undefined,
): IncidentChange | null {
  if (known === undefined) return told(now, { ...sign, kind: 'trouble', id: newId() }, sign)
  if (known.toldAt !== null) return null
  const since = earliest(sign.since, known.since)
  const change = told(now, { ...sign, kind: 'trouble', id: known.id, since }, sign)
  const isSame = change.event === null && known.cause === sign.cause && known.desired === sign.desired
  return isSame ? null : change
}

function told(
  now: Date,
  { kind, id, cause, desired, since }: Omit<TroubleIncident, 'toldAt'>,
  sign: TroubleSign,
): IncidentChange {
  const isTold = now >= lookAgainAt({ ...sign, since })
  const incident = { kind, id, cause, desired, since, toldAt: isTold ? now : null }
  const event: EventBody = { type: 'charging.trouble', data: { incidentId: id, cause, since } }
  return { incident, overAt: null, event: isTold ? event : null }
}

function endOfTrouble(watch: Watch, known: TroubleIncident | undefined): IncidentChange | null {
  if (known === undefined) return null
  const because = whyOver(watch, known)
  return because === null ? null : ended(known, watch.facts.now, because)
}

type WhyOver = Extract<EventBody, { type: 'charging.trouble_over' }>['data']['because']

function ended(known: TroubleIncident, now: Date, because: WhyOver): IncidentChange {
  const { id, cause, toldAt } = known
  const event: EventBody = { type: 'charging.trouble_over', data: { incidentId: id, cause, because } }
  return { incident: known, overAt: now, event: toldAt === null ? null : event }
}

/**
 * A car that is not asked for what it failed at, because another hour has begun, has not mended its ways: only what it shows
 * after the failure tells that it has.
 */
function whyOver(
  { facts, decision }: Watch,
  { desired, since, toldAt, cause }: TroubleIncident,
): 'it_obeys' | 'not_wanted' | null {
  if (isLeftAlone(facts, decision) && (!STANDING.includes(cause) || isGone(facts, cause))) return 'not_wanted'
  if (toldAt === null || STANDING.includes(cause)) return 'it_obeys'
  // What kept us from asking tells nothing of the car: it need not show more than what is wanted now.
  const isKept = KEPT_FROM_ASKING.includes(cause)
  const asked = isKept && decision.intent !== null ? decision.intent.desired : desired
  return shows(facts, asked, since) ? 'it_obeys' : null
}

/** Not ours to control, or given back with nothing left to do. */
function isLeftAlone(facts: Facts, { intent }: Decision): boolean {
  return intent === null || (intent.desired === 'RELEASE' && isGivenBack(facts, intent.epoch))
}

/** Whether what stands in the way of charging matters no more, since the car has left the plug. The driver's permission always does. */
function isGone({ state }: Facts, cause: TroubleIncident['cause']): boolean {
  return cause !== 'consent' && !isPluggedIn(state?.charge?.status ?? 'unknown')
}

function shows({ state }: Facts, asked: Desired, since: Date): boolean {
  const charge = state?.charge
  return charge != null && charge.observedAt > since && fulfils(asked, charge.status)
}

/** Causes that are over as soon as they are not found any more. */
const STANDING: readonly string[] = ['consent', 'key_missing', 'limit_reached']
const KEPT_FROM_ASKING: readonly string[] = ['carmaker_down', 'budget']

function newLateness({ facts, shortfall, newId }: Watch): IncidentChange | null {
  if (shortfall === null || !isWorthTelling(shortfall)) return null
  // What is past cannot be warned of.
  if (shortfall.readyBy <= facts.now) return null
  const { readyBy } = shortfall
  const incident: LateIncident = { kind: 'late', id: newId(), readyBy, since: facts.now, toldAt: facts.now }
  const { targetPercent, expectedPercent, expectedAt } = shortfall
  const data = { readyBy, targetPercent, expectedPercent, expectedAt }
  return { incident, overAt: null, event: { type: 'ready_by.at_risk', data } }
}

function ofLateness(watch: Watch, known: LateIncident): IncidentChange | null {
  const { now } = watch.facts
  const { readyBy } = known
  const over = (event: EventBody): IncidentChange => ({ incident: known, overAt: now, event })
  if (watch.shortfall?.readyBy.getTime() === readyBy.getTime() && now < readyBy) return null
  const missed = missedBy(watch, readyBy)
  if (missed !== null) return over({ type: 'ready_by.missed', data: missed })
  const because = watch.decision.intent === null || watch.shortfall !== null ? 'void' : 'in_time'
  return over({ type: 'ready_by.safe', data: { readyBy, because } })
}

/** Of a car that does not tell its state of charge nobody knows. */
function missedBy(
  { facts: { now, state, policy } }: Watch,
  readyBy: Date,
): { readyBy: Date; targetPercent: number; socPercent: number } | null {
  const charge = state?.charge
  if (now < readyBy || charge?.socPercent == null || state?.assumed !== undefined) return null
  const targetPercent = reachableTarget(policy, charge)
  return charge.socPercent < targetPercent ? { readyBy, targetPercent, socPercent: charge.socPercent } : null
}
