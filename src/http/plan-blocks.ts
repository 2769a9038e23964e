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

/** How far a stay has come. */
export interface Progress {
  readonly now: Date
  /** Whether the car follows its plan; if not, what lies ahead does not come. */
  readonly isFollowed: boolean
  /** What was drawn, in order of time; known up to `knownUntil`. */
  readonly drawn: readonly (Interval & { readonly energy: number })[]
  readonly knownUntil: Date | null
}

/** Blocks as the driver sees them. One in which the car has drawn nothing is told as such while the plan is followed, and left out after. */
export function blockViews(blocks: readonly PlannedBlock[], progress: Progress): readonly BlockView[] {
  const { now, isFollowed } = progress
  const soFar = { start: new Date(-FAR_AHEAD.getTime()), end: now }
  const shown = isFollowed ? blocks : blocks.flatMap((block) => cut(block, soFar) ?? [])
  return shown
    .map((block) => blockView(block, progress))
    .filter(({ state }) => isFollowed || state !== 'missed')
}

function blockView(block: PlannedBlock, { now, drawn, knownUntil }: Progress): BlockView {
  const { start, end, energy, cost, reason, binding } = block
  const facts = { start, end, energyKwh: energy, cost, reason, binding }
  if (contains(block, now)) return { ...facts, state: 'running' }
  if (end > now) return { ...facts, state: 'planned' }
  const isKnown = knownUntil !== null && knownUntil >= end
  const hasDrawn = drawn.some((slot) => slot.energy > 0 && overlap(slot, block) !== undefined)
  return { ...facts, state: isKnown && !hasDrawn ? 'missed' : 'done' }
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
