import { addMinutes } from 'date-fns'
import { earliest } from '../base/interval.ts'
import { isDrawing, type ChargeState } from '../carmakers/charge-state.ts'
import { reachableTarget, type VehicleState } from '../vehicles/vehicle.ts'
import type { Command, Decision, Facts, Override } from './facts.ts'
import { OWN_START_MINUTES } from './next-step.ts'
import { isOfStay, isSought } from './sought-car.ts'

/** A start of ours whose effect nobody has seen may still show so late. */
const LATE_START_MINUTES = 15
/** A second stop so soon after the first is no fault any more. */
const SECOND_STOP_MINUTES = 10
/** So that a second stop is seen in time, a car that stopped by itself is looked at as often as this. */
const WATCH_MINUTES = 2

/** What the driver's will is judged by. */
export type WillFacts = Pick<
  Facts,
  'now' | 'policy' | 'state' | 'override' | 'previous' | 'commands' | 'test'
>

/** The driver's will as it is now, and what of it is new. */
export interface Will {
  readonly override: Override | null
  readonly change: Decision['override']
}

/**
 * What the driver wants beside the plan. Charge now ends where it was told to, and every will with the stay at the plug.
 * A start or stop by hand is recognised from what the car was seen to do and nobody else explains; see decision 0018.
 */
export function willOf(facts: WillFacts): Will {
  const { override, state } = facts
  const charge = state?.charge
  if (state === undefined || charge == null) return { override, change: 'keep' }
  if (override !== null && isOver(override, { ...facts, state }, charge))
    return { override: null, change: 'end' }
  const found = foundInCar({ ...facts, state, charge })
  if (found === null) return { override, change: 'keep' }
  return { override: { kind: found, since: facts.now }, change: found }
}

/** What the driver has begun or ended by hand since. A start during charge now is what charge now wants. */
function foundInCar(stay: Stay): 'by-hand' | 'stopped-by-hand' | null {
  switch (stay.override?.kind) {
    case 'by-hand':
    case 'charge-now':
      return isStoppedByHand(stay) ? 'stopped-by-hand' : null
    case 'stopped-by-hand':
      return isStartedByHand(stay) ? 'by-hand' : null
    case undefined:
      return isStartedByHand(stay) ? 'by-hand' : isStoppedByHand(stay) ? 'stopped-by-hand' : null
  }
}

function isOver(
  override: Override,
  facts: Pick<Stay, 'now' | 'policy' | 'state'>,
  charge: ChargeState,
): boolean {
  const { kind, end = { until: 'target' } } = override
  const isAwaited = isSought(override, charge, facts.now)
  // A stay may end, and the next begin, while nobody looks.
  if (!isAwaited && (charge.status === 'disconnected' || !isOfStay(override, facts.state.pluggedInAt)))
    return true
  if (kind !== 'charge-now') return false
  if (end.until === 'time') return facts.now >= end.endsAt
  return (
    end.until === 'target' &&
    !isAwaited &&
    (charge.socPercent ?? 0) >= goalOf(end.targetPercent, facts, charge)
  )
}

/** Charge now may be told another target than the policy's; the car's own limit holds for either. */
function goalOf(
  told: number | undefined,
  { policy }: Pick<WillFacts, 'policy'>,
  charge: ChargeState,
): number {
  return reachableTarget(told === undefined ? policy : { ...policy, targetPercent: told }, charge)
}

interface Stay extends WillFacts {
  readonly state: VehicleState
  readonly charge: ChargeState
}

/**
 * The car was held back, stood, and draws now although nothing of ours started it. Held back is enough: a car that
 * waited from the beginning was never sent a stop.
 */
function isStartedByHand(stay: Stay): boolean {
  const { state, charge, commands } = stay
  const { startedAt } = state.changes
  if (startedAt === null || !isDrawing(charge.status) || !wasToStand(stay, startedAt)) return false
  if (commands.some((command) => mayHaveStarted(command, startedAt))) return false
  return (
    commands.some(isSeenStop) || startedAt > addMinutes(state.pluggedInAt ?? startedAt, OWN_START_MINUTES)
  )
}

/** By our plan, or because the driver had stopped it before. */
function wasToStand(stay: Stay, startedAt: Date): boolean {
  const { override } = stay
  if (isHandedBack(stay, startedAt)) return false
  if (override?.kind === 'stopped-by-hand') return startedAt > override.since
  return wanted(stay) === 'HOLD'
}

function isSeenStop({ kind, confirmedAt }: Command): boolean {
  return kind === 'stop' && confirmedAt !== null
}

/** Of a start whose effect was seen nothing comes after it was; one that was not seen may be what is seen now. */
function mayHaveStarted({ kind, outcome, confirmedAt, sentAt }: Command, startedAt: Date): boolean {
  if (kind !== 'start' || outcome === 'refused' || startedAt < sentAt) return false
  return startedAt <= (confirmedAt ?? addMinutes(sentAt, LATE_START_MINUTES))
}

/** Twice within minutes it stopped although it was to charge: once by itself may be a fault, and was made good. */
function isStoppedByHand(stay: Stay): boolean {
  const { state, charge, commands } = stay
  const { stoppedAt, stoppedBefore } = state.changes
  if (charge.status !== 'connected' || stoppedAt === null || stoppedBefore === null) return false
  if (wanted(stay) !== 'CHARGE' || isHandedBack(stay, stoppedBefore)) return false
  // Whoever has asked for the car since has thought better of it.
  if (stay.override !== null && stoppedBefore <= stay.override.since) return false
  if (stoppedAt > addMinutes(stoppedBefore, SECOND_STOP_MINUTES)) return false
  const restarted = commands.some(
    ({ kind, sentAt }) => kind === 'start' && sentAt >= stoppedBefore && sentAt < stoppedAt,
  )
  return restarted && [stoppedAt, stoppedBefore].every((stop) => !isOurs(stop, commands))
}

/** Whether the last thing we told the car before it stopped was to stop. */
function isOurs(stoppedAt: Date, commands: readonly Command[]): boolean {
  const last = commands.find(
    ({ kind, outcome, sentAt }) => kind !== 'wake' && outcome !== 'refused' && sentAt <= stoppedAt,
  )
  return last?.kind === 'stop'
}

/** What was wanted of the car before this pass, in this stay; a test charge wants for a moment only. */
function wanted({ previous, state, test }: Stay): 'CHARGE' | 'HOLD' | null {
  if (previous === null || test !== null || previous.cause === 'test-charge') return null
  if (state.pluggedInAt === null || previous.decidedAt < state.pluggedInAt) return null
  return previous.desired === 'RELEASE' ? null : previous.desired
}

function isHandedBack({ state }: Stay, seenAt: Date): boolean {
  const { handedBackAt } = state.changes
  return handedBackAt !== null && seenAt <= handedBackAt
}

/** When the will that rules may change by itself: a pass is due then. `null`: nothing of that kind is to come. */
export function nextTurnOfWill(facts: Facts): Date | null {
  const { now, override, policy } = facts
  const endsAt = override?.end?.until === 'time' ? override.end.endsAt : null
  const resumesAt = policy.paused ? (policy.pausedUntil ?? null) : null
  const watchedAt = isWatched(facts) ? addMinutes(now, WATCH_MINUTES) : null
  const ahead = [endsAt, resumesAt, watchedAt].filter((turn) => turn !== null && turn > now)
  const [first, ...others] = ahead.filter((turn) => turn !== null)
  return first === undefined ? null : earliest(first, ...others)
}

/** Stopped a moment ago, and not by us: a second stop would be the driver's. */
function isWatched({ now, state, commands }: Facts): boolean {
  const stoppedAt = state?.changes.stoppedAt ?? null
  if (stoppedAt === null || now >= addMinutes(stoppedAt, SECOND_STOP_MINUTES)) return false
  return !isOurs(stoppedAt, commands)
}
