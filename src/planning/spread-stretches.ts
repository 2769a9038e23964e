import { type Interval, earliest } from '../base/interval.ts'
import { after, lengthOf } from './charging-time.ts'
import { freeAfter } from './free-after.ts'
import { type Herd, herdOffset } from './herd-offset.ts'
import type { Stretch } from './placement.ts'
import type { PlanningProblem } from './problem.ts'

/** Stretches that touch: one charge, whatever its parts are there for. */
interface Run extends Interval {
  readonly parts: readonly Stretch[]
}

/**
 * The same charging, kept away from what every other car does at the same instant.
 *
 * - A run that begins where prices change is moved later as a whole: it begins, and ends, by its offset later.
 * - A run that goes on from now until prices change ends later by the offset of that instant; the last run is so much shorter.
 *
 * Each is moved no further than charging may follow it: not into the next run or another car's time, not past ready-by (and
 * so not past the latest start), not to a price above the limit or one not published, not over the fuse, not to a peak that
 * the house would not make. What may not wait stays: the minimum, a plan without time to choose, what was promised already.
 */
export function spreadStretches(stretches: readonly Stretch[], problem: PlanningProblem): readonly Stretch[] {
  const { herd, laterDepartures = [] } = problem
  if (herd === undefined || herd.mostSeconds === 0 || laterDepartures.length > 0) return stretches
  const runs = runsOf(stretches)
  const moved = runs.map((run, index) => {
    const by = isSharedStart(run, problem)
      ? room(run, run.start, { herd, next: runs[index + 1], problem })
      : 0
    return run.parts.map(({ start, end, reason }) => ({
      start: after(start, by),
      end: after(end, by),
      reason,
    }))
  })
  return endedLater(runsOf(moved.flat()), { herd, problem }).flatMap(({ parts }) => parts)
}

interface Place {
  readonly herd: Herd
  readonly next?: Run | undefined
  readonly problem: PlanningProblem
}

/** How much later a run may end, up to the offset that belongs to an instant. */
function room({ end }: Run, instant: Date, { herd, next, problem }: Place): number {
  const wished = after(end, herdOffset(herd, instant) * 1_000)
  return lengthOf({ start: end, end: freeAfter(end, earliest(wished, next?.start ?? wished), problem) })
}

/** The first run, if it goes on from now and ends at a price that ends for all; the last one makes up for it. */
function endedLater(runs: readonly Run[], place: Place): readonly Run[] {
  const [first, next] = runs
  const last = runs.at(-1)
  if (first === undefined || next === undefined || last === undefined) return runs
  if (first.start > place.problem.now || !isShared(first.end, place.problem)) return runs
  const by = room(first, first.end, { ...place, next })
  const least = (place.problem.runs?.minimumRunMinutes ?? 0) * 60_000
  if (!last.parts.every(mayWait) || lengthOf(last) - by < Math.max(least, 1)) return runs
  return runs.map((run) => {
    if (run === first) return endingAt(run, after(run.end, by))
    return run === last ? endingAt(run, after(run.end, -by)) : run
  })
}

function endingAt({ start, parts }: Run, end: Date): Run {
  const kept = parts.filter((part) => part.start < end)
  return {
    start,
    end,
    parts: kept.map((part, index) => (index === kept.length - 1 ? { ...part, end } : part)),
  }
}

function isSharedStart(run: Run, problem: PlanningProblem): boolean {
  return isShared(run.start, problem) && run.parts.every(mayWait)
}

function mayWait({ reason }: Stretch): boolean {
  return reason === 'cheapest' || reason === 'by-time'
}

/** Whether prices change at an instant that is still ahead: then every car has a reason to act. */
function isShared(instant: Date, { now, slots }: PlanningProblem): boolean {
  const time = instant.getTime()
  return instant > now && slots.some(({ start, end }) => start.getTime() === time || end.getTime() === time)
}

function runsOf(stretches: readonly Stretch[]): readonly Run[] {
  const runs: Run[] = []
  for (const stretch of stretches) {
    const last = runs.at(-1)
    if (last?.end.getTime() !== stretch.start.getTime()) runs.push({ ...stretch, parts: [stretch] })
    else runs.splice(-1, 1, { start: last.start, end: stretch.end, parts: [...last.parts, stretch] })
  }
  return runs
}
