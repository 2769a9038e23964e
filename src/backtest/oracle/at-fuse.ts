import { EXACT_MINUTES, goalKwh, hadTime, RECOVERY_MINUTES, startMinutes } from './need.ts'
import { minutesBetween } from './physics.ts'
import { readyOneAtATime, type RightOfWay, type Sharer } from './shared-fuse.ts'
import { momentAt, type Witness } from './witness.ts'

const MINUTE_MS = 60_000

/**
 * What a car needs of a fuse from an instant on, as it stood then.
 *
 * @param idleMinutes for which the fuse cannot be used after it
 */
export function sharerOf(one: Witness, at: number, idleMinutes = 0): Sharer {
  const { id, stay, readyBy, battery, minimumPercent } = one
  const { energyKwh } = momentAt(one, at)
  const needed = minutesBetween(battery, energyKwh, goalKwh(one))
  const atOnce = minutesBetween(battery, energyKwh, (battery.capacityKwh * minimumPercent) / 100)
  return {
    id,
    from: at,
    until: stay.end.getTime(),
    readyBy,
    minutes: needed === 0 ? 0 : needed + EXACT_MINUTES + Math.ceil(startMinutes(one)) + idleMinutes,
    minutesToMinimum: Math.min(needed, atOnce),
  }
}

export type FuseCause =
  | 'other-car-came-later'
  | 'other-car-below-minimum'
  | 'minimum-told-late'
  | 'fuse-changed-hands'
  | 'fuse-car-out-of-reach'

/**
 * Why a car that could have been ready was not, if the others at its fuse are why: nobody knows of a car before it has come, what a
 * driver wants at once goes first, and one that cannot be reached may draw. `null`: all the same it could have been.
 *
 * @param sharers every car at the fuse, this one too; none where it holds all
 */
export function causeAtFuse(one: Witness, sharers: readonly Witness[]): FuseCause | null {
  if (sharers.length < 2) return null
  const came = sharers.map(({ stay }) => stay.start.getTime()).filter((at) => at < one.readyBy)
  const last = Math.max(...came)
  if (!readyFrom(last, sharers, 'minimum-first').has(one.id)) {
    if (readyFrom(last, sharers, 'ready-by').has(one.id)) return 'other-car-below-minimum'
    return hadRightlyWaited(one, sharers, last) ? 'other-car-came-later' : null
  }
  const asTold = sharers.map((each) => (each === one ? each : toldToTheNextPoint(each)))
  if (!readyFrom(last, asTold, 'minimum-first').has(one.id)) return 'minimum-told-late'
  if (!readyFrom(last, sharers, 'minimum-first', one).has(one.id))
    return hadRightlyWaited(one, sharers, last) ? 'fuse-changed-hands' : null
  const ends = sharers.flatMap((each) => outagesOf(each, one))
  const isLost = ends.some((at) => !readyFrom(at, sharers, 'minimum-first').has(one.id))
  return isLost ? 'fuse-car-out-of-reach' : null
}

/** A state of charge is told in whole points: that a car has its minimum for certain is known up to a point later. */
function toldToTheNextPoint(one: Witness): Witness {
  return { ...one, minimumPercent: one.minimumPercent + 1 }
}

/** Whether the cars that go before it, and were there by then, had stood for no longer than they should, or could be told. */
function hadRightlyWaited(one: Witness, sharers: readonly Witness[], at: number): boolean {
  const there = sharers.filter(({ stay }) => stay.start.getTime() < at && at < stay.end.getTime())
  return there.every((each) => each.readyBy > one.readyBy || hadTime(each, at) || wasHeldUp(each, at))
}

/** Something stood in the way until just before, and there was time when that began. */
function wasHeldUp(one: Witness, at: number): boolean {
  return one.obstacles.some(({ start, end }) => {
    const isFresh = start.getTime() <= at && at <= end.getTime() + RECOVERY_MINUTES * MINUTE_MS
    return isFresh && hadTime(one, start.getTime())
  })
}

/** Ends of the times in which a car at the fuse could not be reached, which began when there was time enough. */
function outagesOf({ obstacles, stay }: Witness, one: Witness): readonly number[] {
  return obstacles
    .filter(({ kind }) => kind === 'out-of-reach')
    .filter(({ start, end }) => start < stay.end && end > stay.start && hadTime(one, start.getTime()))
    .map(({ end }) => end.getTime())
}

/**
 * Who would be ready if all that are there charged one at a time from an instant on.
 *
 * @param after whose turn begins once each other is seen to have stopped; left out: at once
 */
function readyFrom(
  at: number,
  sharers: readonly Witness[],
  right: RightOfWay,
  after?: Witness,
): ReadonlySet<string> {
  const there = sharers.filter(({ stay }) => stay.start.getTime() <= at && at < stay.end.getTime())
  const idle = (each: Witness): number =>
    after === undefined || each === after ? 0 : each.reportsEveryMinutes
  return readyOneAtATime(
    there.map((each) => sharerOf(each, at, idle(each))),
    right,
  )
}

/** Whether the fuse was another car's at an instant, by the right of way: what a driver wants at once first, then the earliest ready-by. */
export function givesWay(one: Witness, sharers: readonly Witness[], at: number): boolean {
  const rank = (each: Witness): readonly [number, number] => {
    const { minutesToMinimum } = sharerOf(each, at)
    return [minutesToMinimum > 0 ? 0 : 1, each.readyBy]
  }
  const [ownKind, ownReadyBy] = rank(one)
  return sharers.some((other) => {
    const isThere = other.stay.start.getTime() <= at && at < other.stay.end.getTime()
    if (other.id === one.id || !isThere || sharerOf(other, at).minutes === 0) return false
    const [kind, readyBy] = rank(other)
    return kind < ownKind || (kind === ownKind && readyBy <= ownReadyBy)
  })
}
