import { EXACT_MINUTES, hadTime, minutesLeft } from './need.ts'
import { minutesBetween } from './physics.ts'
import { momentAt, type Witness } from './witness.ts'

const MINUTE_MS = 60_000
/** Two stops seen so soon after one another are taken for a driver's; the first may be seen as much later as cars are looked at. */
const SEEN_WITHIN_MINUTES = 10
const LOOKED_AT_MINUTES = 10

/**
 * Whether the car stopped by itself twice within minutes, though it had been started between, and stood from then on until it was to be
 * ready, for which there was still time: what a car does whose driver stops it, stops it again after it was started, and is obeyed.
 */
export function stoodAsStoppedByDriver(one: Witness): boolean {
  const last = one.trips.filter((at) => at < one.readyBy).slice(-2)
  const [first, second] = last
  if (first === undefined || second === undefined) return false
  if (second - first > (SEEN_WITHIN_MINUTES + LOOKED_AT_MINUTES) * MINUTE_MS) return false
  if (minutesLeft(one, second) < EXACT_MINUTES) return false
  return momentAt(one, one.readyBy).energyKwh === momentAt(one, second).energyKwh
}

/** A stop is noticed at the next look, and three tries to start again take a minute each. */
const RESTARTED_MINUTES = LOOKED_AT_MINUTES + 3

/**
 * Whether the car stopped by itself when nothing of the time it had was lost yet, that time was less than its restarts take, for this stop
 * and those that followed, and it stood for no longer than that: nobody who looks every ten minutes could have had it ready.
 */
export function stoppedWithNoTimeToSpare(one: Witness): boolean {
  const { battery, readyBy } = one
  const trips = one.trips.filter((at) => at < readyBy)
  return trips.some((at, index) => {
    const restarts = (trips.length - index) * RESTARTED_MINUTES
    if (!hadTime(one, at) || minutesLeft(one, at) >= restarts) return false
    const drew = minutesBetween(battery, momentAt(one, at).energyKwh, momentAt(one, readyBy).energyKwh)
    return (readyBy - at) / MINUTE_MS - drew <= restarts
  })
}
