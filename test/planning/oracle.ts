import { type Interval, overlap } from '../../src/base/interval.ts'
import type { PlanningProblem } from '../../src/planning/problem.ts'

/** The best there is, measured in that order. */
export interface Optimum {
  /** Minutes that have to fall where no price is known. */
  readonly unpricedMinutes: number
  readonly cost: number
  /** Sum over all minutes charged of the number of their slot: the lower, the earlier. */
  readonly lateness: number
}

/**
 * The optimum of the plain case by trying everything: each set of slots charged in whole, and beside it each slot in part.
 * Every corner of the linear programme is of that form. Knows nothing of the planner: minutes, not instants, and no order
 * of cost. For at most about ten slots, need and slots in whole minutes, no minimum state of charge.
 */
export function tryEverything({ need, slots }: PlanningProblem): Optimum {
  const minutes = slots.map((slot) => (slot.end.getTime() - slot.start.getTime()) / 60_000)
  const wanted = Math.round(
    (((need.target - need.soc) / 100) * need.capacity * 60) / need.efficiency / need.power,
  )
  let best: Optimum | undefined
  for (let set = 0; set < 2 ** slots.length; set++) {
    const whole = minutes.map((length, slot) => ((set >> slot) & 1 ? length : 0))
    const left = wanted - whole.reduce((sum, length) => sum + length, 0)
    for (const [slot, length] of minutes.entries()) {
      const room = whole[slot] === 0 ? length : 0
      if (left < 0 || left > room) continue
      const candidate = judge(whole.with(slot, (whole[slot] ?? 0) + left), need.power, slots)
      if (best === undefined || isBetter(candidate, best)) best = candidate
    }
  }
  if (best === undefined) throw new Error('Too little time: not a case for this oracle')
  return best
}

/** What some blocks come to, added up from their times alone, not from what a plan says itself. */
export function measured(blocks: readonly Interval[], { need, slots }: PlanningProblem): Optimum {
  let [unpricedMinutes, sum, lateness] = [0, 0, 0]
  slots.forEach((slot, index) => {
    for (const block of blocks) {
      const part = overlap(block, slot)
      const minutes = part === undefined ? 0 : (part.end.getTime() - part.start.getTime()) / 60_000
      lateness += index * minutes
      if (slot.costPerKwh === null) unpricedMinutes += minutes
      else sum += (slot.costPerKwh * need.power * minutes) / 60
    }
  })
  return { unpricedMinutes, cost: sum, lateness }
}

function judge(charged: readonly number[], power: number, slots: PlanningProblem['slots']): Optimum {
  let [unpricedMinutes, cost, lateness] = [0, 0, 0]
  charged.forEach((length, index) => {
    const price = slots[index]?.costPerKwh ?? null
    if (price === null) unpricedMinutes += length
    else cost += (price * power * length) / 60
    lateness += index * length
  })
  return { unpricedMinutes, cost, lateness }
}

function isBetter(a: Optimum, b: Optimum): boolean {
  if (a.unpricedMinutes !== b.unpricedMinutes) return a.unpricedMinutes < b.unpricedMinutes
  if (Math.abs(a.cost - b.cost) > 1e-9) return a.cost < b.cost
  return a.lateness < b.lateness
}
