import { minutesBetween, readyOneAtATime, type Sharer } from './physics.ts'
import { momentAt, type Obstacle, type Witness } from './witness.ts'

/** Why a car that could have been ready was not. Each is checked against what happened; there is no cause for the rest. */
export const MISS_CAUSES = [
  /** Ladeplan itself was down past the car's latest start. */
  'away-past-latest-start',
  /** The carmaker answered nothing past it. */
  'out-of-reach-past-latest-start',
  /** The plug was dead past it. */
  'dead-plug-past-latest-start',
  /** Once stopped, nothing but a new plug-in starts this car. */
  'would-not-restart',
  /** The fuse was another car's, which one of these had made late and which was to be ready first. */
  'other-car-was-delayed',
  /** A fault of ours: the car was new, and too empty to tell how large its battery is. */
  'size-not-told',
  /** A fault of ours: it was started in time for full power, and its power fell towards the end. */
  'taper-left-out',
  'unexplained',
] as const
export type MissCause = (typeof MISS_CAUSES)[number]

/** Nothing outside Ladeplan stood in the way. */
const OURS: readonly MissCause[] = ['size-not-told', 'taper-left-out', 'unexplained']

export interface Verdict {
  readonly id: string
  /** `not-owed`: left alone, or gone before it was to be ready. `impossible`: not even by charging from plug-in on. */
  readonly kind: 'not-owed' | 'impossible' | 'ready' | 'missed'
  /** Possible, with nothing in the way past its latest start: what the share of ready cars is of. */
  readonly isOwed: boolean
  readonly cause: MissCause | null
  /** Points of state of charge that were missing. */
  readonly shortPercent: number
}

/** State of charge is told in whole percent: half a point below shows as reached. */
const ROUNDING_PERCENT = 0.5
/** A minute of the oracle's own, and the seconds a car takes to start. */
const EXACT_MINUTES = 3
/** After an obstacle Ladeplan may need so long: three tries spent are followed by half an hour of rest. */
export const RECOVERY_MINUTES = 40
/** Where time allows it, charging is begun so much before it must be. */
const SLACK_MINUTES = 60
const MINUTE_MS = 60_000

/** Judges the cars behind one meter. `fuseHoldsAll`: they may charge at the same time. */
export function judge(witnesses: readonly Witness[], fuseHoldsAll: boolean): readonly Verdict[] {
  const owed = witnesses.filter((one) => isAsked(one))
  const possible = fuseHoldsAll
    ? new Set(owed.filter((one) => isPossibleAlone(one)).map(({ id }) => id))
    : readyOneAtATime(owed.map(sharerOf))
  return witnesses.map((one) => {
    if (!isAsked(one)) return plain(one, 'not-owed')
    if (!possible.has(one.id)) return plain(one, 'impossible')
    const others = fuseHoldsAll
      ? []
      : owed.filter((other) => other.id !== one.id && other.readyBy <= one.readyBy)
    return verdictOf(one, others)
  })
}

function sharerOf(one: Witness): Sharer {
  const { id, stay, readyBy } = one
  const needed = minutesNeeded(one)
  return {
    id,
    from: stay.start.getTime(),
    until: stay.end.getTime(),
    readyBy,
    minutes: needed === 0 ? 0 : needed + EXACT_MINUTES,
  }
}

function isAsked(one: Witness): boolean {
  return !one.isLeftAlone && one.readyBy <= one.stay.end.getTime()
}

function plain({ id }: Witness, kind: 'not-owed' | 'impossible'): Verdict {
  return { id, kind, isOwed: false, cause: null, shortPercent: 0 }
}

function goalKwh({ battery, goalPercent }: Witness): number {
  return (battery.capacityKwh * (goalPercent - ROUNDING_PERCENT)) / 100
}

function minutesNeeded(one: Witness): number {
  return minutesBetween(one.battery, momentAt(one, one.stay.start.getTime()).energyKwh, goalKwh(one))
}

function isPossibleAlone(one: Witness): boolean {
  return minutesNeeded(one) + EXACT_MINUTES <= minutes(one.readyBy - one.stay.start.getTime())
}

function verdictOf(one: Witness, others: readonly Witness[]): Verdict {
  const missing = goalKwh(one) - momentAt(one, one.readyBy).energyKwh
  const shortPercent = Math.max(0, (missing / one.battery.capacityKwh) * 100)
  const own = causeOf(one)
  const isDelayed = own === 'unexplained' && others.some((other) => !OURS.includes(causeOf(other)))
  const cause = isDelayed ? 'other-car-was-delayed' : own
  const isOwed = OURS.includes(cause)
  const { id } = one
  if (shortPercent === 0) return { id, kind: 'ready', isOwed, cause: null, shortPercent }
  return { id, kind: 'missed', isOwed, cause, shortPercent }
}

/** What, as far as it is known, stood in the way. */
function causeOf(one: Witness): MissCause {
  if (one.refusesRestart && one.stops.some((at) => at < one.readyBy)) return 'would-not-restart'
  const past = one.obstacles.find((obstacle) => isPastLatestStart(one, obstacle))
  if (past !== undefined) return `${past.kind}-past-latest-start`
  if (!one.isSizeKnown) return 'size-not-told'
  return isTooLateForTaper(one) ? 'taper-left-out' : 'unexplained'
}

/** The last start left time enough for full power up to the goal, and not for what the car takes. */
function isTooLateForTaper(one: Witness): boolean {
  const start = one.starts.findLast((at) => at < one.readyBy)
  if (start === undefined) return false
  const { battery, readyBy } = one
  const { energyKwh } = momentAt(one, start)
  const atFullPower = ((goalKwh(one) - energyKwh) / battery.powerKw / battery.efficiency) * 60
  const left = minutes(readyBy - start)
  return atFullPower <= left && minutesBetween(battery, energyKwh, goalKwh(one)) > left
}

/**
 * The car stood rightly when the obstacle began, since there was time enough and the promised slack on top; and when it ended it was too
 * late. Obstacles that follow one another without time to recover count as one.
 */
function isPastLatestStart(one: Witness, obstacle: Obstacle): boolean {
  const [start, end] = [obstacle.start.getTime(), together(one, obstacle)]
  const before = momentAt(one, start)
  if (before.isDrawing || start < one.stay.start.getTime()) return false
  const left = (at: number): number =>
    minutes(one.readyBy - at) - minutesBetween(one.battery, momentAt(one, at).energyKwh, goalKwh(one))
  const spare = minutes(one.readyBy - one.stay.start.getTime()) - minutesNeeded(one)
  const slack = Math.min(SLACK_MINUTES, spare) - EXACT_MINUTES
  return left(start) >= slack && left(end) < RECOVERY_MINUTES
}

/** The end of the last obstacle that begins before there was time to recover from the one before. */
function together({ obstacles }: Witness, first: Obstacle): number {
  let end = first.end.getTime()
  for (const next of obstacles.toSorted((a, b) => a.start.getTime() - b.start.getTime())) {
    const follows = next.start >= first.start && next.start.getTime() <= end + RECOVERY_MINUTES * MINUTE_MS
    if (follows) end = Math.max(end, next.end.getTime())
  }
  return end
}

function minutes(ms: number): number {
  return ms / MINUTE_MS
}
