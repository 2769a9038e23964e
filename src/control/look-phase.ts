import { addMilliseconds } from 'date-fns'

/**
 * Where in every poll period a car is looked at, as a share of the period in [0, 1). Cars connected, woken or found back at one instant
 * would otherwise be looked at together for good.
 */
export type LookPhase = number

/** 1 / golden ratio. */
const GOLDEN_SHARE = (Math.sqrt(5) - 1) / 2

/**
 * The phase of the car that came as the `ordinal`th: multiples of the golden ratio, without their whole parts. However many of them one after
 * the other lie as evenly in a period as can be (three-distance theorem; Sós 1958), which a hash would not: of 100,000 cars that are looked at
 * once in half an hour it would put up to 1.45 times as many as the mean in a second.
 *
 * @param ordinal 1 or more
 */
export function lookPhaseOf(ordinal: number): LookPhase {
  return (ordinal * GOLDEN_SHARE) % 1
}

/** What a look is planned by. */
interface Look {
  readonly now: Date
  /** Left out: one whole period from `now`. */
  readonly lookPhase?: LookPhase | undefined
}

/** The instant of a car's phase that is nearest to one period from `now`: after half of it to one and a half, a whole one from then on. */
export function pollNear({ now, lookPhase }: Look, minutes: number): Date {
  const sooner = aheadOfPeriod(now, minutes, lookPhase)
  const period = minutes * 60_000
  return addMilliseconds(now, 2 * sooner <= period ? period - sooner : 2 * period - sooner)
}

/** The last instant of a car's phase within one period from `now`, for what must not be seen later than that. */
export function pollBy({ now, lookPhase }: Look, minutes: number): Date {
  return addMilliseconds(now, minutes * 60_000 - aheadOfPeriod(now, minutes, lookPhase))
}

/** By how much the last instant of the phase comes before the end of a period from `now`: in [0, period), whole ms. */
function aheadOfPeriod(now: Date, minutes: number, lookPhase: LookPhase | undefined): number {
  if (lookPhase === undefined) return 0
  const period = minutes * 60_000
  const since = (now.getTime() - Math.floor(lookPhase * period)) % period
  return since < 0 ? since + period : since
}
