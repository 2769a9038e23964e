import { type HourWays, type SlotSteps, waysThrough } from './hour-ways.ts'
import {
  addJoint,
  beginSlot,
  choose,
  clearSlotOptions,
  newSlotOptions,
  sortSegments,
} from './joint-option.ts'
import { addIdleAndWhole, optionFor } from './option.ts'
import { regularKey, slotMoves } from './slot-moves.ts'
import { type MoveRange, addMove, addStage } from './stage-columns.ts'
import { type StageContext, costOfStart } from './stage-context.ts'

/** Ways through hours whose slots are like all slots around them: made once in a process. */
const regular = new Map<number, HourWays>()
/** The single slots of one hour, used over and over. */
const single = newSlotOptions()
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
  const key = hourKey(context, hour)
  const ways = waysOf(context, hour, key)
  sortSegments(single)
  for (const places of ways.combinations) {
    choose(single, places)
    addJoint(columns.options, single, hour.room)
  }
  addStage(columns, firstOption, movesOf(context, hour.first, key, ways))
}

/** Makes the options of the single slots, and finds the ways through them. */
function waysOf(context: StageContext, hour: LimitedHour, key: number | null): HourWays {
  clearSlotOptions(single)
  const known = key === null ? context.hourWays.get(hour.first) : regular.get(key)
  if (key !== null && known !== undefined) {
    for (let t = hour.first; t < hour.end; t++) {
      beginSlot(single)
      addIdleAndWhole(single.options, context.statement, t)
    }
    return known
  }
  const steps = stepsOf(context, hour)
  if (known !== undefined) return known
  const ways = waysThrough(steps)
  if (key === null) context.hourWays.set(hour.first, ways)
  else regular.set(key, ways)
  return ways
}

function stepsOf({ statement, rules, states }: StageContext, { first, end }: LimitedHour): SlotSteps[] {
  const { options } = single
  const steps: SlotSteps[] = []
  for (let t = first; t < end; t++) {
    const slot = { t, first: beginSlot(single) }
    const moves = slotMoves(statement, rules, states, t)
    const places = moves.map((move) => optionFor(options, statement, move, slot) - slot.first)
    steps.push({ moves, places })
  }
  return steps
}

/** Equal for hours with equal ways, and no key of a slot; null for an hour that is not like those around it. */
function hourKey({ statement, states }: StageContext, { first, end }: LimitedHour): number | null {
  if (end - first >= RADIX) return null
  for (let t = first; t < end; t++) if (regularKey(statement, states, t) === null) return null
  return -((regularKey(statement, states, first) ?? 0) * RADIX + end - first)
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
  const range = { begin, end: columns.moves.count, openers: [] }
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
