import { at, idAt, idRoom, ids, numbers, room } from '../columns.ts'

/**
 * What the car can do in a stage, in columns: a dual pass walks all of them, some six times for every plan. Of a given energy
 * every part of an option takes its least, and the rest goes into its segments, cheapest first: a convex function of
 * the energy. Kept from one plan to the next, so that nothing is allocated twice.
 */
export interface OptionColumns {
  count: number
  segments: number
  parts: number
  /** Sum of the least energies of an option, and what they cost; Infinity: it cannot be taken. */
  fixed: Float64Array
  fixedCost: Float64Array
  /** Least of cost − λ·energy of each option, at the λ of {@link reduceOptions}. */
  reduced: Float64Array
  /** First segment and first part of each option; one more at the end. */
  segmentBegin: Int32Array
  partBegin: Int32Array
  /** Energy that may be taken at one price, in order of slope within an option: kWh above 0, and value per kWh. */
  width: Float64Array
  slope: Float64Array
  /** Charging in one slot: which, how it lies in it, and its least energy. Not charging has no part. */
  partSlot: Int32Array
  partPresence: Int32Array
  partLeast: Float64Array
}

const FIRST_ROOM = 512

export function newOptions(): OptionColumns {
  return {
    count: 0,
    segments: 0,
    parts: 0,
    fixed: numbers(FIRST_ROOM),
    fixedCost: numbers(FIRST_ROOM),
    reduced: numbers(FIRST_ROOM),
    segmentBegin: ids(FIRST_ROOM + 1),
    partBegin: ids(FIRST_ROOM + 1),
    width: numbers(FIRST_ROOM),
    slope: numbers(FIRST_ROOM),
    partSlot: ids(FIRST_ROOM),
    partPresence: ids(FIRST_ROOM),
    partLeast: numbers(FIRST_ROOM),
  }
}

export function clearOptions(options: OptionColumns): void {
  options.count = options.segments = options.parts = 0
}

/** Adds an option without parts and segments, to which {@link addPart} and {@link addSegment} add. @returns its number */
export function openOption(options: OptionColumns, fixed: number, fixedCost: number): number {
  const option = options.count++
  if (option === options.fixed.length) {
    options.fixed = room(options.fixed, option + 1)
    options.fixedCost = room(options.fixedCost, option + 1)
    options.reduced = room(options.reduced, option + 1)
    options.segmentBegin = idRoom(options.segmentBegin, option + 2)
    options.partBegin = idRoom(options.partBegin, option + 2)
  }
  options.fixed[option] = fixed
  options.fixedCost[option] = fixedCost
  options.segmentBegin[option] = options.segmentBegin[option + 1] = options.segments
  options.partBegin[option] = options.partBegin[option + 1] = options.parts
  return option
}

/** Adds a segment to the last option; they come in order of slope. */
export function addSegment(options: OptionColumns, width: number, slope: number): void {
  const segment = options.segments++
  if (segment === options.width.length) {
    options.width = room(options.width, segment + 1)
    options.slope = room(options.slope, segment + 1)
  }
  options.width[segment] = width
  options.slope[segment] = slope
  options.segmentBegin[options.count] = options.segments
}

/** Adds charging in a slot to the last option. */
export function addPart(options: OptionColumns, slot: number, presence: number, least: number): void {
  const part = options.parts++
  if (part === options.partSlot.length) {
    options.partSlot = idRoom(options.partSlot, part + 1)
    options.partPresence = idRoom(options.partPresence, part + 1)
    options.partLeast = room(options.partLeast, part + 1)
  }
  options.partSlot[part] = slot
  options.partPresence[part] = presence
  options.partLeast[part] = least
  options.partBegin[options.count] = options.parts
}

/** Works out `reduced` for all options. */
export function reduceOptions(options: OptionColumns, lambda: number): void {
  const { count, fixed, fixedCost, segmentBegin, width, slope, reduced } = options
  let segment = 0
  for (let option = 0; option < count; option++) {
    let value = at(fixedCost, option) - lambda * at(fixed, option)
    for (const end = idAt(segmentBegin, option + 1); segment < end; segment++) {
      const gain = lambda - at(slope, segment)
      if (gain > 0) value -= gain * at(width, segment)
    }
    reduced[option] = value
  }
}
