import { EXACT_MINUTES, goalKwh, hadTime } from './need.ts'
import { minutesBetween } from './physics.ts'
import { readyOneAtATime, type RightOfWay, type Sharer } from './shared-fuse.ts'
import { momentAt, type Witness } from './witness.ts'

/** What a car needs of a fuse from an instant on, as it stood then. */
export function sharerOf(one: Witness, at: number): Sharer {
  const { id, stay, readyBy, battery, minimumPercent } = one
  const { energyKwh } = momentAt(one, at)
  const needed = minutesBetween(battery, energyKwh, goalKwh(one))
  const atOnce = minutesBetween(battery, energyKwh, (battery.capacityKwh * minimumPercent) / 100)
  return {
    id,
    from: at,
    until: stay.end.getTime(),
    readyBy,
    minutes: needed === 0 ? 0 : needed + EXACT_MINUTES,
    minutesToMinimum: Math.min(needed, atOnce),
  }
}

export type FuseCause = 'other-car-came-later' | 'other-car-below-minimum' | 'fuse-car-out-of-reach'

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
    const waited = sharers.filter(({ stay }) => stay.start.getTime() < last && last < stay.end.getTime())
    const rightly = waited.every((each) => each.readyBy > one.readyBy || hadTime(each, last))
    return rightly ? 'other-car-came-later' : null
  }
  const ends = sharers.flatMap((each) => outagesOf(each, one))
  const isLost = ends.some((at) => !readyFrom(at, sharers, 'minimum-first').has(one.id))
  return isLost ? 'fuse-car-out-of-reach' : null
}

/** Ends of the times in which a car at the fuse could not be reached, which began when there was time enough. */
function outagesOf({ obstacles, stay }: Witness, one: Witness): readonly number[] {
  return obstacles
    .filter(({ kind }) => kind === 'out-of-reach')
    .filter(({ start, end }) => start < stay.end && end > stay.start && hadTime(one, start.getTime()))
    .map(({ end }) => end.getTime())
}

/** Who would be ready if all that are there charged one at a time from an instant on. */
function readyFrom(at: number, sharers: readonly Witness[], right: RightOfWay): ReadonlySet<string> {
  const there = sharers.filter(({ stay }) => stay.start.getTime() <= at && at < stay.end.getTime())
  return readyOneAtATime(
    there.map((each) => sharerOf(each, at)),
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
