import type { Interval } from '../base/interval.ts'

/** The instant itself, or when Ladeplan is up again. */
export function backAgain(away: readonly Interval[], at: Date): Date {
  return away.find(({ start, end }) => start <= at && at < end)?.end ?? at
}
