import type { Home, Night } from './night.ts'
import { readyByOf, type Obstacle, type Witness } from './oracle/witness.ts'
import type { PlayedCar } from './played.ts'

/** Faults under which nothing comes through. */
const OUT_OF_REACH: readonly string[] = ['http-500', 'html']

/** Cars report in whole percent, which below this say too little of the battery's size. */
const TELLS_SIZE_PERCENT = 15

/** What the oracle is told of a car: what was drawn, and what its maker saw. */
export function witnessOf(night: Night, { site }: Home, { car, trace, effects }: PlayedCar): Witness {
  const { spec, policy } = car
  const [stay] = spec.stays
  if (stay === undefined) throw new RangeError(`${car.id} is never plugged in`)
  const between = { start: stay.pluggedInAt, end: stay.unpluggedAt }
  const goalPercent = Math.min(policy.targetPercent, spec.limitPercent)
  return {
    id: car.id,
    battery: spec,
    refusesRestart: spec.refusesRestart === true,
    isLeftAlone: spec.directCurrent === true || car.toldAtHome === false,
    stay: between,
    readyBy: readyByOf(between, { time: policy.readyBy, zone: site.timeZone }),
    goalPercent,
    minimumPercent: Math.min(policy.minimumPercent, goalPercent),
    obstacles: obstaclesOf(night, car.troubles),
    moments: trace,
    isSizeKnown: car.learnt !== null || spec.socPercent >= TELLS_SIZE_PERCENT,
    starts: effects.filter(({ kind }) => kind === 'start').map(({ at }) => at),
    stops: effects.filter(({ kind }) => kind === 'stop').map(({ at }) => at),
    trips: tripsOf(spec, trace),
  }
}

function obstaclesOf({ away }: Night, troubles: PlayedCar['car']['troubles']): readonly Obstacle[] {
  const ofCar = troubles.flatMap(({ kind, start, end }): Obstacle[] => {
    if (kind === 'no-power') return [{ kind: 'dead-plug', start, end }]
    return OUT_OF_REACH.includes(kind) ? [{ kind: 'out-of-reach', start, end }] : []
  })
  return [...away.map(({ start, end }): Obstacle => ({ kind: 'away', start, end })), ...ofCar]
}

/** Of the drawn interruptions those that met a car that drew. */
function tripsOf(
  { interruptedAt = [] }: PlayedCar['car']['spec'],
  trace: PlayedCar['trace'],
): readonly number[] {
  const isDrawingJustBefore = (at: number): boolean =>
    trace.findLast((point) => point.at < at)?.isDrawing === true
  return interruptedAt.map((at) => at.getTime()).filter(isDrawingJustBefore)
}
