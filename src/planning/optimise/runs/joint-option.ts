import { at, idAt, idRoom, ids, marks } from '../columns.ts'
import { NO_WIDTH } from './option.ts'
import {
  type OptionColumns,
  addPart,
  addSegment,
  clearOptions,
  newOptions,
  openOption,
} from './option-columns.ts'

/** kWh by which least energies may pass the room: rounding. */
const TOLERANCE = 1e-9
const FIRST_ROOM = 64

/** The options of the single slots of an hour, their segments in order of slope, and one choice among the options. */
export interface SlotOptions {
  readonly options: OptionColumns
  slots: number
  /** First option of each slot. */
  firstOf: Int32Array
  /** Segments in order of slope, and the option of each segment. */
  order: Int32Array
  ownerOf: Int32Array
  /** The option chosen of each slot, and 1 for every option that is. */
  chosen: Int32Array
  isChosen: Uint8Array
}

export function newSlotOptions(): SlotOptions {
  const column = (): Int32Array => ids(FIRST_ROOM)
  return {
    options: newOptions(),
    slots: 0,
    firstOf: column(),
    order: column(),
    ownerOf: column(),
    chosen: column(),
    isChosen: marks(FIRST_ROOM),
  }
}

export function clearSlotOptions(single: SlotOptions): void {
  clearOptions(single.options)
  single.slots = 0
}

/** The options that are added next are those of a further slot. @returns the number of the first of them */
export function beginSlot(single: SlotOptions): number {
  const slot = single.slots++
  single.firstOf = idRoom(single.firstOf, slot + 1)
  single.chosen = idRoom(single.chosen, slot + 1)
  single.firstOf[slot] = single.options.count
  return single.options.count
}

/** Once all options are there. By insertion: an hour has few segments. */
export function sortSegments(single: SlotOptions): void {
  const { options } = single
  const { count, segments, segmentBegin, slope } = options
  single.order = idRoom(single.order, segments)
  single.ownerOf = idRoom(single.ownerOf, segments)
  if (single.isChosen.length < count) single.isChosen = marks(2 * count)
  const { order, ownerOf } = single
  for (let owner = 0; owner < count; owner++) {
    const end = idAt(segmentBegin, owner + 1)
    for (let segment = idAt(segmentBegin, owner); segment < end; segment++) {
      ownerOf[segment] = owner
      let place = segment
      for (; place > 0 && at(slope, idAt(order, place - 1)) > at(slope, segment); place--) {
        order[place] = idAt(order, place - 1)
      }
      order[place] = segment
    }
  }
}

/** Chooses one option of each slot. */
export function choose(single: SlotOptions, places: readonly number[]): void {
  const { slots, chosen, firstOf, isChosen, options } = single
  isChosen.fill(0, 0, options.count)
  for (let slot = 0; slot < slots; slot++) {
    const option = idAt(firstOf, slot) + (places[slot] ?? 0)
    chosen[slot] = option
    isChosen[option] = 1
  }
}

/**
 * Adds the options chosen as one option of several slots that may take so much together.
 *
 * @param room kWh; if the least energies do not fit the option cannot be taken
 */
export function addJoint(into: OptionColumns, single: SlotOptions, room: number): void {
  const { options, slots, chosen } = single
  let [fixed, fixedCost] = [0, 0]
  for (let slot = 0; slot < slots; slot++) {
    fixed += at(options.fixed, idAt(chosen, slot))
    fixedCost += at(options.fixedCost, idAt(chosen, slot))
  }
  const left = room - fixed
  openOption(into, fixed, left < -TOLERANCE ? Infinity : fixedCost)
  for (let slot = 0; slot < slots; slot++) copyParts(options, idAt(chosen, slot), into)
  addSegments(into, single, left)
}

function addSegments(into: OptionColumns, single: SlotOptions, room: number): void {
  const { options, order, ownerOf, isChosen } = single
  let left = room
  for (let i = 0; i < options.segments && left > NO_WIDTH; i++) {
    const segment = idAt(order, i)
    if (isChosen[idAt(ownerOf, segment)] !== 1) continue
    const width = at(options.width, segment)
    addSegment(into, Math.min(width, left), at(options.slope, segment))
    left -= width
  }
}

function copyParts(from: OptionColumns, option: number, into: OptionColumns): void {
  const end = idAt(from.partBegin, option + 1)
  for (let part = idAt(from.partBegin, option); part < end; part++) {
    addPart(into, idAt(from.partSlot, part), idAt(from.partPresence, part), at(from.partLeast, part))
  }
}
