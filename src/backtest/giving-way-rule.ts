import type { Decided, PlayedCar } from './played.ts'

/** Stops for the sake of another car of the same fuse within an hour; what is more is two cars that give way to each other over and over. */
export const STOPS_AN_HOUR = 3
const HOUR_MS = 3_600_000

/** Whether a car was stopped for the other cars of its fuse more often than any turn of theirs asks for; in words. A stop that is tried again counts once. */
export function faultsOfGivingWay(
  { car }: Pick<PlayedCar, 'car'>,
  decided: readonly Decided[],
): readonly string[] {
  const stops = decided
    .filter(
      ({ carId, command, intent }) =>
        carId === car.id && command?.kind === 'stop' && intent?.cause === 'other-car',
    )
    .filter(({ command }) => command?.attempt === 1)
    .map(({ at }) => at.getTime())
  const most = Math.max(
    0,
    ...stops.map((from) => stops.filter((at) => at >= from && at < from + HOUR_MS).length),
  )
  return most > STOPS_AN_HOUR
    ? [`${car.id}: stopped ${String(most)} times within an hour for another car of its fuse`]
    : []
}
