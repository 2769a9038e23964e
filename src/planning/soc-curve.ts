import { type Interval, durationHours, latest } from '../base/interval.ts'
import { type Percent, percent } from '../base/units.ts'
import { type Milliseconds, after, energyAfter, kneeTimes, lengthOf } from './charging-time.ts'
import type { SocPoint } from './plan-type.ts'
import type { ChargingNeed, PlanningProblem } from './problem.ts'

/**
 * Expected state of charge from now until ready-by, or until the last block ends if that is later: a point wherever
 * charging begins or ends. Blocks are in order of time and do not overlap.
 */
export function socCurve({ now, need }: PlanningProblem, blocks: readonly Interval[]): SocPoint[] {
  const points: SocPoint[] = [{ at: now, soc: need.soc }]
  let charged = 0
  for (const block of blocks) {
    add(points, block.start, socAfter(charged, need))
    // Power changes at the knees of a taper, and the curve with it.
    for (const knee of kneeTimes(need)) {
      const within = knee - charged
      if (within > 0 && within < lengthOf(block))
        add(points, after(block.start, within), socAfter(knee, need))
    }
    charged += lengthOf(block)
    add(points, block.end, socAfter(charged, need))
  }
  add(points, latest(need.readyBy, blocks.at(-1)?.end ?? now), socAfter(charged, need))
  return points
}

/** The state of charge a curve expects at an instant; before its first point the first, after its last the last. */
export function expectedSoc(curve: readonly SocPoint[], at: Date): Percent | undefined {
  const next = curve.findIndex((point) => point.at >= at)
  const right = curve[next] ?? curve.at(-1)
  const left = curve[next - 1]
  if (left === undefined || right === undefined || next < 0) return right?.soc
  const share = durationHours({ start: left.at, end: at }) / durationHours({ start: left.at, end: right.at })
  return percent(left.soc + (right.soc - left.soc) * share)
}

function add(points: SocPoint[], at: Date, soc: Percent): void {
  const last = points.at(-1)
  if (last === undefined || at > last.at) points.push({ at, soc })
}

function socAfter(charged: Milliseconds, need: ChargingNeed): Percent {
  const gained = (energyAfter(charged, need) * need.efficiency * 100) / need.capacity
  return percent(Math.min(need.soc + gained, Math.max(need.soc, need.target, need.minimum)))
}
