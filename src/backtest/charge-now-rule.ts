import type { Interval } from '../base/interval.ts'
import type { Night, NightCar } from './night.ts'
import { momentAt, type Witness } from './oracle/witness.ts'

const MINUTE_MS = 60_000
/** A wake-up of 40 seconds and what a car takes to start, in which it has to draw. */
const WITHIN_MINUTES = 4
/** For so long before it must have been there, with nothing in the way: it is known by then. */
const KNOWN_MINUTES = 15
/** Cars report in whole percent. */
const PERCENT = 1

/** When a car is looked at of which its driver wants that it charges now: then, and when it has to draw. Milliseconds. */
export function chargeNowLooks({ wish, spec }: NightCar): readonly number[] {
  if (wish?.kind !== 'charge-now') return []
  const at = wish.at.getTime()
  return [at, at + WITHIN_MINUTES * MINUTE_MS + (spec.startsAfterSeconds ?? 0) * 1_000]
}

/** What is wrong with how charge now was met, in words: of a car that has no troubles and lacks energy, and must draw within minutes. */
export function faultsOfChargeNow(
  car: NightCar,
  witness: Witness,
  { away }: Pick<Night, 'away'>,
): readonly string[] {
  const [at, end] = chargeNowLooks(car)
  if (at === undefined || end === undefined) return []
  const around = { start: new Date(at - KNOWN_MINUTES * MINUTE_MS), end: new Date(end) }
  if (!isUndisturbed(car, witness, away, around)) return []
  const { battery, goalPercent } = witness
  const isToTarget = car.wish?.kind === 'charge-now' && car.wish.end.until === 'target'
  const percent = isToTarget ? goalPercent : car.spec.limitPercent
  const lacksAt = (when: number): boolean =>
    momentAt(witness, when).energyKwh < (battery.capacityKwh * (percent - PERCENT)) / 100
  // One that lacks little may have it by then, and stand again.
  const isMet = !lacksAt(at) || momentAt(witness, end).isDrawing || !lacksAt(end)
  return isMet ? [] : [`charge now at ${new Date(at).toISOString()} was not met`]
}

function isUndisturbed(
  { troubles, spec }: NightCar,
  { isLeftAlone, stay }: Witness,
  away: readonly Interval[],
  { start, end }: Interval,
): boolean {
  const isOrdinary =
    troubles.length === 0 && spec.refusesRestart !== true && spec.reportsEveryMinutes === undefined
  const trips = spec.interruptedAt ?? []
  const isCalm =
    trips.every((at) => at < start || at > end) && away.every((one) => one.end < start || one.start > end)
  return isOrdinary && isCalm && !isLeftAlone && stay.start <= start && end < stay.end
}
