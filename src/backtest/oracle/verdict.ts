import { causeAtFuse, sharerOf } from './at-fuse.ts'
import { EXACT_MINUTES, goalKwh, hadTime, minutesLeft, RECOVERY_MINUTES, spareMinutes } from './need.ts'
import { minutesBetween } from './physics.ts'
import { readyOneAtATime } from './shared-fuse.ts'
import { stoodAsStoppedByDriver, stoppedWithNoTimeToSpare } from './own-stops.ts'
import { momentAt, type Obstacle, type Witness } from './witness.ts'
import { wasLearntTooSmall, wasTakenForDrivers } from './wrong-knowledge.ts'

/** Why a car that could have been ready was not. Each is checked against what happened; there is no cause for the rest. */
export const MISS_CAUSES = [
  /** Ladeplan itself was down past the car's latest start. */
  'away-past-latest-start',
  /** The carmaker answered nothing past it. */
  'out-of-reach-past-latest-start',
  /** The plug was dead past it. */
  'dead-plug-past-latest-start',
  /** It slept, and nobody can wake cars of its brand. */
  'asleep-past-latest-start',
  /** The car did nothing at start after start, for which it lost the time it had. */
  'not-obeyed-past-latest-start',
  /** It stopped by itself when there was less time to spare than it takes to notice that and to start it again. */
  'stopped-with-no-time-to-spare',
  /** It stopped by itself twice within minutes, as a car does whose driver stops it, and was left standing for that. */
  'stopped-twice-as-by-a-driver',
  /** Once stopped, nothing but a new plug-in starts this car. */
  'would-not-restart',
  /** The fuse was another car's, which one of these had made late and which was to be ready first. */
  'other-car-was-delayed',
  /** The fuse was needed by a car that came when the ones there had rightly waited: from then on not all could be ready. */
  'other-car-came-later',
  /** The fuse was another car's that lacked what its driver wants at once, which goes before ready-by. */
  'other-car-below-minimum',
  /** A fault of ours: another car kept the fuse until it told a point more than what its driver wants at once. */
  'minimum-told-late',
  /** One car takes the fuse only once the one before is seen to have stopped, and for that there was no time. */
  'fuse-changed-hands',
  /** A car at the fuse could not be reached, so that it may have drawn; from the end of that on not all could be ready. */
  'fuse-car-out-of-reach',
  /** The fuse holds all cars, but not by what is told of their power; and one at a time not all could be ready. */
  'power-not-told',
  /** A fault of ours: the car was new, and too empty to tell how large its battery is. */
  'size-not-told',
  /** A fault of ours: its battery is larger than was learnt, and it was started in time for that. */
  'size-learnt-wrong',
  /** It was plugged in anew unseen, began by itself, which nobody can tell from a driver's start, and stopped by itself. */
  'taken-for-drivers-start',
  /** A fault of ours: it was started in time for full power, and its power fell towards the end. */
  'taper-left-out',
  'unexplained',
] as const
export type MissCause = (typeof MISS_CAUSES)[number]

/** Nothing outside Ladeplan stood in the way. */
const OURS: readonly MissCause[] = [
  'size-not-told',
  'size-learnt-wrong',
  'taper-left-out',
  'minimum-told-late',
  'unexplained',
]

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

const MINUTE_MS = 60_000

/** What a fuse holds. */
export interface Fuse {
  /** All cars behind it at the same time. */
  readonly holdsAll: boolean
  /** The same, if each that does not tell its power takes what its charger can give. */
  readonly holdsAllAsTold: boolean
}

/** Judges the cars behind one meter. */
export function judge(witnesses: readonly Witness[], { holdsAll, holdsAllAsTold }: Fuse): readonly Verdict[] {
  const owed = witnesses.filter((one) => isAsked(one))
  const alone = new Set(owed.filter((one) => isPossibleAlone(one)).map(({ id }) => id))
  const inTurn = readyOneAtATime(owed.map((one) => sharerOf(one, one.stay.start.getTime())))
  const possible = holdsAll ? alone : inTurn
  return witnesses.map((one) => {
    if (!isAsked(one)) return plain(one, 'not-owed')
    if (!possible.has(one.id)) return plain(one, 'impossible')
    const sharers = holdsAll ? [] : witnesses.filter(({ isLeftAlone }) => !isLeftAlone)
    const isPowerMissed = holdsAll && !holdsAllAsTold && !inTurn.has(one.id)
    return verdictOf(one, { sharers, isPowerMissed })
  })
}

function isAsked(one: Witness): boolean {
  return !one.isLeftAlone && one.readyBy <= one.stay.end.getTime()
}

function plain({ id }: Witness, kind: 'not-owed' | 'impossible'): Verdict {
  return { id, kind, isOwed: false, cause: null, shortPercent: 0 }
}

function isPossibleAlone(one: Witness): boolean {
  return spareMinutes(one) >= EXACT_MINUTES
}

interface Beside {
  /** The cars at a fuse that does not hold all, this one too. */
  readonly sharers: readonly Witness[]
  /** The fuse holds all, which nobody is told; and one at a time this one could not be ready. */
  readonly isPowerMissed: boolean
}

function verdictOf(one: Witness, { sharers, isPowerMissed }: Beside): Verdict {
  const missing = goalKwh(one) - momentAt(one, one.readyBy).energyKwh
  const shortPercent = Math.max(0, (missing / one.battery.capacityKwh) * 100)
  const own = causeOf(one)
  const found = own === 'unexplained' ? causeByOthers(one, sharers) : own
  const cause = found === 'unexplained' && isPowerMissed ? 'power-not-told' : found
  const isOwed = OURS.includes(cause)
  const { id } = one
  if (shortPercent === 0) return { id, kind: 'ready', isOwed, cause: null, shortPercent }
  return { id, kind: 'missed', isOwed, cause, shortPercent }
}

function causeByOthers(one: Witness, sharers: readonly Witness[]): MissCause {
  const before = sharers.filter((other) => other.id !== one.id && other.readyBy <= one.readyBy)
  const isDelayed = before.some((other) => isAsked(other) && !OURS.includes(causeOf(other)))
  return isDelayed ? 'other-car-was-delayed' : (causeAtFuse(one, sharers) ?? 'unexplained')
}

/** What, as far as it is known, stood in the way. */
function causeOf(one: Witness): MissCause {
  if (one.refusesRestart && one.stops.some((at) => at < one.readyBy)) return 'would-not-restart'
  const past = one.obstacles.find((obstacle) => isPastLatestStart(one, obstacle))
  if (past !== undefined) return `${past.kind}-past-latest-start`
  if (stoppedWithNoTimeToSpare(one)) return 'stopped-with-no-time-to-spare'
  if (stoodAsStoppedByDriver(one)) return 'stopped-twice-as-by-a-driver'
  if (!one.isSizeKnown) return 'size-not-told'
  if (wasTakenForDrivers(one)) return 'taken-for-drivers-start'
  if (wasLearntTooSmall(one)) return 'size-learnt-wrong'
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
 * The car stood rightly from the obstacle's beginning on, or from an instant within it, since there was time enough and the promised
 * slack on top; and when it ended it was too late. Obstacles that follow one another without time to recover count as one.
 */
function isPastLatestStart(one: Witness, obstacle: Obstacle): boolean {
  const end = together(one, obstacle)
  const stoodFrom = stoodFromWithin(one, { start: obstacle.start.getTime(), end })
  return stoodFrom.some((at) => hadTime(one, at)) && minutesLeft(one, end) < RECOVERY_MINUTES
}

/** When it began to stand: with the obstacle, or within it when it stopped by itself or was rightly told to. */
function stoodFromWithin(one: Witness, { start, end }: Span): readonly number[] {
  const stood = start >= one.stay.start.getTime() && !momentAt(one, start).isDrawing
  const stops = [...one.trips, ...one.stops].filter((at) => at > start && at < end)
  return stood ? [start, ...stops] : stops
}

interface Span {
  readonly start: number
  readonly end: number
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
