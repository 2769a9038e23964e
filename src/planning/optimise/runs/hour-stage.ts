import { at, idAt } from '../columns.ts'
import { type HourWays, type SlotSteps, waysThrough } from './hour-ways.ts'
import { type OwnedSegment, addJoint, optionFor } from './option.ts'
import { clearOptions, newOptions } from './option-columns.ts'
import { regularKey, slotMoves } from './slot-moves.ts'
import { type MoveRange, addMove, addStage } from './stage-columns.ts'
import { type StageContext, costOfStart } from './stage-context.ts'

/** Ways through hours whose slots are like all slots around them: made once in a process. */
const regular = new Map<number, HourWays>()
/** Options of the single slots of one hour. */
const slotOptions = newOptions()
/** More than the slots of an hour whose slots are alike: minutes at the finest. */
const RADIX = 64

/** The slots `first`..`end` − 1 of a clock hour that has room for only so much. */
export interface LimitedHour {
  readonly first: number
  readonly end: number
  /** kWh */
  readonly room: number
}

/** Adds the hour as one stage: see {@link Stages}. */
export function addHourStage(context: StageContext, hour: LimitedHour): void {
  const { columns } = context
  const firstOption = columns.options.count
  const { steps, firstOf } = stepsOf(context, hour)
  const key = hourKey(context, hour)
  const ways = waysOf(context, hour.first, key, steps)
  const single = { options: slotOptions, offered: segmentsInOrder() }
  for (const places of ways.combinations) {
    const chosen = places.map((place, index) => (firstOf[index] ?? 0) + place)
    addJoint(columns.options, single, chosen, hour.room)
  }
  addStage(columns, firstOption, movesOf(context, hour.first, key, ways))
}

/** Makes the options of the single slots. */
function stepsOf(
  { statement, rules, states }: StageContext,
  { first, end }: LimitedHour,
): { readonly steps: readonly SlotSteps[]; readonly firstOf: readonly number[] } {
  clearOptions(slotOptions)
  const steps: SlotSteps[] = []
  const firstOf: number[] = []
  for (let t = first; t < end; t++) {
    const slot = { t, first: slotOptions.count }
    const moves = slotMoves(statement, rules, states, t)
    const places = moves.map((move) => optionFor(slotOptions, statement, move, slot) - slot.first)
    steps.push({ moves, places })
    firstOf.push(slot.first)
  }
  return { steps, firstOf }
}

/** Equal for hours with equal ways, and no key of a slot; null for an hour that is not like those around it. */
function hourKey({ statement, states }: StageContext, { first, end }: LimitedHour): number | null {
  if (end - first >= RADIX) return null
  for (let t = first; t < end; t++) if (regularKey(statement, states, t) === null) return null
  return -((regularKey(statement, states, first) ?? 0) * RADIX + end - first)
}

function waysOf(
  { hourWays }: StageContext,
  first: number,
  key: number | null,
  steps: readonly SlotSteps[],
): HourWays {
  const known = key === null ? hourWays.get(first) : regular.get(key)
  if (known !== undefined) return known
  const ways = waysThrough(steps)
  if (key === null) hourWays.set(first, ways)
  else regular.set(key, ways)
  return ways
}

function movesOf(context: StageContext, first: number, key: number | null, { ways }: HourWays): MoveRange {
  const { columns, shared } = context
  const isShared = key !== null && context.isEqualStartCost
  const known = isShared ? shared.get(key) : undefined
  if (known !== undefined) return known
  const begin = columns.moves.count
  for (const way of ways) {
    addMove(columns.moves, way, way.place, way.starts === 0 ? 0 : startCost(context, first, way.startBits))
  }
  const range = { begin, end: columns.moves.count }
  if (isShared) shared.set(key, range)
  return range
}

function startCost(context: StageContext, first: number, startBits: number): number {
  let cost = 0
  for (let bits = startBits, t = first; bits > 0; bits >>= 1, t++) {
    if (bits % 2 === 1) cost += costOfStart(context, t)
  }
  return cost
}

function segmentsInOrder(): OwnedSegment[] {
  const { count, segmentBegin, width, slope } = slotOptions
  const offered: OwnedSegment[] = []
  for (let owner = 0; owner < count; owner++) {
    const end = idAt(segmentBegin, owner + 1)
    for (let segment = idAt(segmentBegin, owner); segment < end; segment++) {
      offered.push({ width: at(width, segment), slope: at(slope, segment), owner })
    }
  }
  return offered.sort((a, b) => a.slope - b.slope)
}
