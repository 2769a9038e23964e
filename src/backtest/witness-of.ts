import { askedOf } from './asked-of.ts'
import type { Home, Night } from './night.ts'
import { readyByOf, type Obstacle, type Witness } from './oracle/witness.ts'
import type { PlayedCar } from './played.ts'

/** Faults under which nothing comes through. */
const OUT_OF_REACH: readonly string[] = ['http-500', 'html']

/** Cars report in whole percent, which below this say too little of the battery's size. */
const TELLS_SIZE_PERCENT = 15

/** What the oracle is told of a car: what was drawn, and what its maker saw. */
export function witnessOf(night: Night, { site }: Home, one: PlayedCar): Witness {
  const { car, trace, effects } = one
  const { spec, policy } = car
  const { stay, readyBy } = askedOf(night, car)
  const cameAt = spec.stays.at(-1)?.pluggedInAt.getTime() ?? stay.start.getTime()
  const effectsOf = (kind: 'start' | 'stop'): readonly number[] =>
    effects.filter((effect) => effect.kind === kind && effect.at >= cameAt).map(({ at }) => at)
  const goalPercent = Math.min(policy.targetPercent, spec.limitPercent)
  return {
    id: car.id,
    battery: spec,
    refusesRestart: spec.refusesRestart === true,
    isLeftAlone: spec.directCurrent === true || car.toldAtHome === false,
    stay,
    readyBy: readyByOf(stay, { time: readyBy, zone: site.timeZone }),
    goalPercent,
    minimumPercent: Math.min(policy.minimumPercent, goalPercent),
    obstacles: [...obstaclesOf(night, car), ...notObeyed(one), ...asleepUnwakeable(one)],
    reportsEveryMinutes: spec.reportsEveryMinutes ?? 0,
    isPowerTold: tellsPower(car),
    moments: trace,
    isSizeKnown: car.learnt !== null || spec.socPercent >= TELLS_SIZE_PERCENT,
    learntKwh: car.learnt?.capacityKwh ?? null,
    unpluggedMinutes: unpluggedMinutes(spec),
    starts: effectsOf('start'),
    stops: effectsOf('stop'),
    trips: tripsOf(spec, trace).filter((at) => at >= cameAt),
  }
}

function unpluggedMinutes({ stays }: PlayedCar['car']['spec']): number | null {
  const [before, last] = stays.slice(-2)
  if (before === undefined || last === undefined) return null
  return (last.pluggedInAt.getTime() - before.unpluggedAt.getTime()) / 60_000
}

/** A read of a car behind Smartcar tells no power; its webhooks do. */
export function tellsPower({ aggregator }: PlayedCar['car']): boolean {
  return aggregator?.webhooks !== null
}

function obstaclesOf({ away }: Night, { troubles, tokenRefused }: PlayedCar['car']): readonly Obstacle[] {
  const ofCar = troubles.flatMap(({ kind, start, end }): Obstacle[] => {
    if (kind === 'no-power') return [{ kind: 'dead-plug', start, end }]
    return OUT_OF_REACH.includes(kind) ? [{ kind: 'out-of-reach', start, end }] : []
  })
  const refused = tokenRefused === undefined ? [] : [tokenRefused]
  return [
    ...away.map(({ start, end }): Obstacle => ({ kind: 'away', start, end })),
    ...refused.map(({ start, end }): Obstacle => ({ kind: 'out-of-reach', start, end })),
    ...ofCar,
  ]
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

/** Faults under which a car does nothing at a start, though it can be reached. */
const NOT_OBEYED: readonly string[] = ['ignored-200', 'busy']
/** More failed starts in a row than are tried at once. */
const MOST_TRIES = 3

/** From the first of four starts and more of which none but the last had an effect, as often as its maker was to fail, to the last. */
function notObeyed({ car: { troubles }, sent, commands }: PlayedCar): readonly Obstacle[] {
  const starts = sent.filter(({ kind, car }) => kind === 'start' && !car.isDrawing)
  const tooOften = commands.filter(({ kind, refusal }) => kind === 'start' && refusal === 'rate_limited')
  const atDeadPlug = starts.filter(({ at }) => troubles.some((one) => isDeadPlugAt(one, at)))
  const most = troubles
    .filter(({ kind, on }) => NOT_OBEYED.includes(kind) && on === 'start')
    .reduce((sum, { times }) => sum + times, tooOften.length + atDeadPlug.length)
  return [...new Set(starts.map(({ car }) => car.energyKwh))].flatMap((energyKwh): Obstacle[] => {
    const inARow = starts.filter(({ car }) => car.energyKwh === energyKwh)
    const [first, last] = [inARow[0], inARow.at(-1)]
    if (first === undefined || last === undefined) return []
    const failed = inARow.length - 1
    return failed > MOST_TRIES && failed <= most
      ? [{ kind: 'not-obeyed', start: first.at, end: last.at }]
      : []
  })
}

function isDeadPlugAt({ kind, start, end }: PlayedCar['car']['troubles'][number], at: Date): boolean {
  return kind === 'no-power' && start <= at && at < end
}

/** From when a car of a brand that nobody can wake was first seen to sleep in its last stay, to the end of it. */
function asleepUnwakeable({ car: { aggregator, spec }, trace }: PlayedCar): readonly Obstacle[] {
  const stay = spec.stays.at(-1)
  if (aggregator === undefined || stay === undefined) return []
  const slept = trace.find(({ at, isAsleep }) => isAsleep && at >= stay.pluggedInAt.getTime())
  return slept === undefined ? [] : [{ kind: 'asleep', start: new Date(slept.at), end: stay.unpluggedAt }]
}
