import { EXACT_MINUTES, goalKwh, minutesLeft } from './need.ts'
import { minutesBetween } from './physics.ts'
import { momentAt, type Witness } from './witness.ts'

const MINUTE_MS = 60_000
/** What Ladeplan keeps free before ready-by where time allows. */
const SLACK_MINUTES = 60
/** Unplugged for less time than a car that is held is looked at again. */
const UNSEEN_MINUTES = 30

/**
 * Whether the battery is larger than was learnt, and the car was started, by that, in time and with the promised slack to spare, charged from
 * then on without a break, and all the same had too little time: what it takes to know better shows only once it charges.
 */
export function wasLearntTooSmall(one: Witness): boolean {
  const { battery, learntKwh, readyBy } = one
  const start = one.starts.findLast((at) => at < readyBy)
  if (learntKwh === null || learntKwh >= battery.capacityKwh || start === undefined) return false
  const { energyKwh } = momentAt(one, start)
  const share = learntKwh / battery.capacityKwh
  const asLearnt = { ...battery, capacityKwh: learntKwh }
  const left = (readyBy - start) / MINUTE_MS
  const expected = minutesBetween(asLearnt, energyKwh * share, goalKwh(one) * share)
  if (expected + SLACK_MINUTES - EXACT_MINUTES > left) return false
  return minutesBetween(battery, energyKwh, goalKwh(one)) > left - EXACT_MINUTES && drewOn(one, start)
}

/** From an instant to ready-by it charged for all the time there was, but for what its start takes. */
function drewOn(one: Witness, start: number): boolean {
  const drew = minutesBetween(
    one.battery,
    momentAt(one, start).energyKwh,
    momentAt(one, one.readyBy).energyKwh,
  )
  return (one.readyBy - start) / MINUTE_MS - drew <= 2 * EXACT_MINUTES
}

/**
 * Whether the car was unplugged for so short a time that nobody need have seen it, began to charge by itself when it was plugged in again, as one
 * does that its driver starts by hand, and then stopped by itself, with time left, and stood: what a driver began is theirs to end.
 */
export function wasTakenForDrivers(one: Witness): boolean {
  const { stay, unpluggedMinutes, starts, stops, readyBy } = one
  if (unpluggedMinutes === null || unpluggedMinutes >= UNSEEN_MINUTES) return false
  const isOurs = [...starts, ...stops].some((at) => at < readyBy)
  const stopped = one.trips.findLast((at) => at < readyBy)
  if (isOurs || stopped === undefined || minutesLeft(one, stopped) < EXACT_MINUTES) return false
  const [came, then, ready] = [stay.start.getTime(), stopped, readyBy].map(
    (at) => momentAt(one, at).energyKwh,
  )
  return came !== undefined && then !== undefined && came < then && then === ready
}
