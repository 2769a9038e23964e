import { contains, durationHours, overlap, type Interval } from '../base/interval.ts'
import { kwh, money } from '../base/units.ts'
import type { StoredPlan } from '../control/known.ts'
import type { PlannedBlock } from '../planning/plan-type.ts'
import type { BlockView } from '../pages/plan-view.ts'

/**
 * The blocks of a stay at the plug: of each plan what was in force until the next one was made. A plan made in
 * mid-charge knows nothing of what came before it, and without this the driver's night would seem to shrink.
 *
 * `plans` are in order of their making.
 */
export function blocksInForce(plans: readonly StoredPlan[]): readonly PlannedBlock[] {
  const blocks: PlannedBlock[] = []
  plans.forEach(({ plan, madeAt }, index) => {
    const inForce = { start: madeAt, end: plans[index + 1]?.madeAt ?? FAR_AHEAD }
    for (const block of plan.blocks) {
      const part = cut(block, inForce)
      if (part !== undefined) append(blocks, part)
    }
  })
  return blocks
}

/** The latest instant there is. */
const FAR_AHEAD = new Date(8.64e15)

/** The part of a block within a stretch of time, with its share of energy and cost. */
export function cut(block: PlannedBlock, within: Interval): PlannedBlock | undefined {
  const part = overlap(block, within)
  if (part === undefined) return undefined
  const share = durationHours(part) / durationHours(block)
  const cost = block.cost === null ? null : money(block.cost * share)
  return { ...block, ...part, energy: kwh(block.energy * share), cost }
}

export function blockView(block: PlannedBlock, now: Date): BlockView {
  const { start, end, energy, cost, reason, binding } = block
  const state = contains(block, now) ? 'running' : end <= now ? 'done' : 'planned'
  return { start, end, energyKwh: energy, cost, reason, binding, state }
}

/**
 * Two parts of one block that touch are one again. A promised part was chosen for a reason once: the reason of what it
 * touches, which tells more.
 */
function append(blocks: PlannedBlock[], part: PlannedBlock): void {
  const last = blocks.at(-1)
  if (last?.end.getTime() !== part.start.getTime() || !isOfOneKind(last, part)) {
    blocks.push(part)
    return
  }
  const cost = last.cost === null || part.cost === null ? null : money(last.cost + part.cost)
  const told = last.reason === 'frozen' ? part : last
  const energy = kwh(last.energy + part.energy)
  blocks.splice(-1, 1, { ...told, start: last.start, end: part.end, energy, cost })
}

function isOfOneKind(a: PlannedBlock, b: PlannedBlock): boolean {
  return a.reason === b.reason || a.reason === 'frozen' || b.reason === 'frozen'
}
