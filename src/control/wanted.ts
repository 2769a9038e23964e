import { addMinutes } from 'date-fns'
import { contains, earliest } from '../base/interval.ts'
import { isDrawing, isPluggedIn, type ChargeState } from '../carmakers/charge-state.ts'
import { promisedReadyBy, reachableTarget } from '../vehicles/vehicle.ts'
import type { PlannedBlock } from '../planning/plan-type.ts'
import { dwellsUntil, mayBeStopping, SHORTEST_MINUTES } from './dwell.ts'
import type { Facts, FollowedPlan, Override, Want } from './facts.ts'
import { isFinishing } from './finishing.ts'
import { WAKES_PER_DAY } from './next-step.ts'
import { reasonToCharge, reasonToWait } from './plan-reasons.ts'
import type { Reason } from './reasons.ts'
import { isSought } from './sought-car.ts'

/** What is wanted and the sentence that says why; `want` is null where the car is not ours to control. */
export interface Wanted {
  readonly want: Want | null
  readonly reason: Reason
}

/** An intent without a natural end is renewed at every pass; after this long without one it is void. */
const RENEWED_MINUTES = 60
/**
 * The order of truth: consent, then whether the car would obey, then safety, then a test charge, then pause, then the driver's own will, then
 * the minimum state of charge, then ready-by, and price last. The fuse of the site is part of safety: whatever would have the car charge, and be it the
 * driver's own will, waits until there is room for it.
 */
export function wanted(facts: Facts, test: Tested = null): Wanted {
  const safe = byConsent(facts) ?? byKey(facts) ?? byConnection(facts) ?? byEvacuation(facts)
  return safe ?? givingWay(facts, byTest(facts, test) ?? controlled(facts))
}

/** What a running test charge wants next; `null` if none runs. */
type Tested = 'CHARGE' | 'HOLD' | null

/** For the minutes that a test charge takes it beats all but safety: the driver waits for it. */
function byTest({ now }: Facts, test: Tested): Wanted | undefined {
  if (test === null) return undefined
  return { want: renewed(test, 'test-charge', now), reason: { code: 'testing' } }
}

function givingWay({ waitsUntil, roomUntil }: Facts, found: Wanted): Wanted {
  const { want } = found
  if (want === null || want.desired === 'HOLD') return found
  if (waitsUntil !== null) {
    const held: Want = { desired: 'HOLD', cause: 'other-car', validUntil: waitsUntil }
    return { want: held, reason: { code: 'waiting_for_other_car', startsAt: waitsUntil } }
  }
  const validUntil = earliest(want.validUntil, roomUntil ?? want.validUntil)
  return { ...found, want: { ...want, validUntil } }
}

function byConsent({ consent, now }: Facts): Wanted | undefined {
  switch (consent) {
    case 'live':
      return undefined
    case 'lapsed':
      return { want: null, reason: { code: 'reauth_required' } }
    case 'withdrawing':
      return { want: renewed('RELEASE', 'withdrawal', now), reason: { code: 'consent_withdrawn' } }
    case 'ended':
      return { want: null, reason: { code: 'consent_withdrawn' } }
  }
}

/** A car that would refuse every command is only watched; told even before it is plugged in, while there is time. */
function byKey({ controllable }: Facts): Wanted | undefined {
  switch (controllable) {
    case 'needs_pairing':
      return { want: null, reason: { code: 'needs_pairing' } }
    case 'no':
      return { want: null, reason: { code: 'not_controllable' } }
    case 'yes':
    case null:
      return undefined
  }
}

/** Safety: a car that is not plugged in, not at home or on direct current is left alone. */
function byConnection(facts: Facts): Wanted | undefined {
  const { state, atHome } = facts
  const charge = state?.charge
  if (charge == null) return { want: null, reason: { code: 'analysing' } }
  if (!isPluggedIn(charge.status)) return unplugged(facts)
  if (charge.fastCharging) return { want: null, reason: { code: 'fast_charging' } }
  if (atHome === false) return { want: null, reason: { code: 'away' } }
  return undefined
}

/** Left alone, but for one wake-up where it is in doubt whether the car stands at the plug. */
function unplugged({ now, wakeBy = null, spentToday, override, state }: Facts): Wanted {
  const isToBeWoken = wakeBy !== null && now >= wakeBy && spentToday.wakes < WAKES_PER_DAY
  return {
    want: isToBeWoken ? renewed('RELEASE', 'in-doubt', now) : null,
    reason: { code: isSought(override, state?.charge, now) ? 'analysing' : 'not_plugged_in' },
  }
}

/** Operations give every car back: what nobody looks after any more must not be held. */
function byEvacuation({ evacuating, now }: Facts): Wanted | undefined {
  if (evacuating !== true) return undefined
  return { want: renewed('RELEASE', 'evacuation', now), reason: { code: 'given_back' } }
}

function controlled(facts: Facts): Wanted {
  const charge = facts.state?.charge
  const willed = byPause(facts) ?? (charge == null ? undefined : byWill(facts, charge))
  if (willed !== undefined) return willed
  if (charge?.socPercent == null) return { want: null, reason: { code: 'analysing' } }
  const soc = charge.socPercent
  if (soc >= goalOf(facts, charge)) return reached(facts, charge, soc)
  return byMinimum(facts, soc) ?? byReadyBy(facts, charge) ?? byPrice(facts, charge)
}

/** The target, or what the plan charges to for the departure after. */
function goalOf({ policy, aheadPercent = 0 }: Facts, charge: ChargeState): number {
  const targetPercent = Math.max(policy.targetPercent, aheadPercent)
  return reachableTarget({ ...policy, targetPercent }, charge)
}

function byPause({ policy: { paused, pausedUntil: until }, now }: Facts): Wanted | undefined {
  if (!paused) return undefined
  return {
    want: renewed('RELEASE', 'paused', now),
    reason: { code: 'paused', ...(until != null && { until }) },
  }
}

/** What was started by other hands than ours may be stopped by them as well; one that has what it was to get is done. */
function reasonByHand(facts: Facts, charge: ChargeState, standing: ReasonCodeOfHand): Reason {
  if (isDrawing(charge.status)) return { code: 'charging_by_hand' }
  const { socPercent: soc } = charge
  return soc !== null && soc >= goalOf(facts, charge) ? reasonReached(facts, charge, soc) : { code: standing }
}
type ReasonCodeOfHand = 'external_control' | 'stopped_by_driver'

/** What was begun or ended by hand is left alone. Charge now goes on to its own end, past the target if it was told to. */
function byWill(facts: Facts, charge: ChargeState): Wanted | undefined {
  const { override, now } = facts
  switch (override?.kind) {
    case undefined:
      return undefined
    case 'by-hand':
      return { want: null, reason: reasonByHand(facts, charge, 'external_control') }
    case 'stopped-by-hand':
      return { want: null, reason: reasonByHand(facts, charge, 'stopped_by_driver') }
    case 'charge-now':
      return isFull(charge) ? undefined : boosted(override, now)
  }
}

function boosted({ end }: Override, now: Date): Wanted {
  const want = renewed('CHARGE', 'charge-now', now)
  const validUntil = end?.until === 'time' ? earliest(want.validUntil, end.endsAt) : want.validUntil
  return { want: { ...want, validUntil }, reason: { code: 'charging_boost' } }
}

/** To the car's own limit there is nothing to charge, unless the car finds a little more. */
function isFull({ status, socPercent, limitPercent }: ChargeState): boolean {
  return !isDrawing(status) && socPercent !== null && socPercent >= (limitPercent ?? 100)
}

/** Charging for the minimum goes on a little past it: at the very minimum a report of one point less would start the car again. */
const MINIMUM_BAND = 1

function byMinimum({ policy, previous, state, now }: Facts, soc: number): Wanted | undefined {
  const isAtIt = previous?.cause === 'minimum' && isDrawing(state?.charge?.status ?? 'unknown')
  if (soc >= policy.minimumPercent + (isAtIt ? MINIMUM_BAND : 0)) return undefined
  const reason: Reason = { code: 'charging_min_soc', percent: policy.minimumPercent }
  return { want: renewed('CHARGE', 'minimum', now), reason }
}

function reached(facts: Facts, charge: ChargeState, soc: number): Wanted {
  const { policy, state, now } = facts
  const readyBy = state === undefined ? now : promisedReadyBy(policy, state)
  const want: Want = { desired: 'HOLD', cause: 'target-reached', validUntil: readyBy }
  return { want, reason: reasonReached(facts, charge, soc) }
}

function reasonReached({ policy }: Facts, { limitPercent }: ChargeState, soc: number): Reason {
  const isLimited = limitPercent !== null && limitPercent < policy.targetPercent
  return isLimited ? { code: 'vehicle_limit', percent: limitPercent } : { code: 'ready', percent: soc }
}

/** Ready-by beats price: from latest start on the car charges, whatever it costs. */
function byReadyBy({ now, latestStart, followed, policy }: Facts, charge: ChargeState): Wanted | undefined {
  if (latestStart === null || now < latestStart) return undefined
  const want = renewed('CHARGE', 'ready-by', now)
  const readyBy = followed?.promisedReadyBy ?? now
  if (followed?.plan.feasibility !== 'late') {
    const isByTime = followed?.plan.solver === 'by-time'
    return { want, reason: { code: isByTime ? 'charging_without_prices' : 'charging_for_ready_by', readyBy } }
  }
  const { expectedReadyAt: expectedAt } = followed.plan
  const percent = reachableTarget(policy, charge)
  return { want, reason: { code: 'will_be_late', percent, readyBy, expectedAt } }
}

function byPrice(facts: Facts, charge: ChargeState): Wanted {
  const { now, followed } = facts
  if (followed === null) return { want: renewed('CHARGE', 'ready-by', now), reason: { code: 'analysing' } }
  const { plan } = followed
  const current = plan.blocks.find((block) => contains(block, now))
  const charging = reasonToCharge(facts, followed, current)
  const standsUntil = current === undefined ? null : dwellsUntil(facts, 'CHARGE')
  if (standsUntil !== null) {
    const want: Want = { desired: 'HOLD', cause: 'price', validUntil: standsUntil }
    return { want, reason: reasonToWait(followed, standsUntil, current) }
  }
  if (current !== undefined) {
    return { want: { desired: 'CHARGE', cause: 'price', validUntil: current.end }, reason: charging }
  }
  const next = plan.blocks.find((block) => block.start > now)
  const finishing = isFinishing(charge, goalOf(facts, charge))
  if (next === undefined && finishing) return { want: renewed('CHARGE', 'price', now), reason: charging }
  // Whatever the prices are: it would not start again.
  if (facts.doesNotRestart && isDrawing(charge.status))
    return { want: renewed('CHARGE', 'price', now), reason: charging }
  return waiting(facts, followed, next)
}

/** Held back until the next block, and never past the latest start; but not for a pause that is not worth a stop and a start. */
function waiting(facts: Facts, followed: FollowedPlan, next?: PlannedBlock): Wanted {
  const { now, latestStart } = facts
  const startsAt = next?.start ?? addMinutes(now, RENEWED_MINUTES)
  const goesOnUntil = dwellsUntil(facts, 'HOLD') ?? (isWorthAPause(facts, next) ? null : startsAt)
  if (goesOnUntil !== null) {
    const want: Want = { desired: 'CHARGE', cause: 'price', validUntil: goesOnUntil }
    return { want, reason: reasonToCharge(facts, followed, next) }
  }
  const validUntil = earliest(startsAt, latestStart ?? followed.promisedReadyBy)
  return {
    want: { desired: 'HOLD', cause: 'price', validUntil },
    reason: reasonToWait(followed, earliest(startsAt, latestStart ?? startsAt), next),
  }
}

/**
 * A car that was plugged in just before its block, and began to charge by itself, goes on; so does one just before its latest start. One
 * that we have just told to stop may stand by now, whatever its last report says.
 */
function isWorthAPause(facts: Facts, next?: PlannedBlock): boolean {
  const { now, state, latestStart } = facts
  if (!isDrawing(state?.charge?.status ?? 'unknown') || mayBeStopping(facts)) return true
  const ends = [next?.start, latestStart].filter((at) => at != null)
  return ends.every((at) => at >= addMinutes(now, SHORTEST_MINUTES))
}

function renewed(desired: Want['desired'], cause: Want['cause'], now: Date): Want {
  return { desired, cause, validUntil: addMinutes(now, RENEWED_MINUTES) }
}
