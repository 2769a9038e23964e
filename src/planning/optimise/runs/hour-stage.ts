import { type Option, type Segment, jointOption } from './option.ts'
import type { Stage, StageMove } from './stages.ts'

/** kWh by which least energies may pass the room of an hour: rounding. */
const TOLERANCE = 1e-9
/** More than the options of a slot can be. */
const RADIX = 64

/** A way through the slots of an hour. */
interface Path {
  readonly from: number
  readonly to: number
  readonly starts: number
  readonly cost: number
  /** Sum of the least energies. */
  readonly least: number
  /** Which option of each slot: one digit each. */
  readonly combination: number
}

/**
 * All ways through the slots of a clock hour that has room for only so much. Ways with the same options share one joint
 * option: patterns are few (16 of four quarters), ways are many.
 */
export function hourStage(slots: readonly Stage[], room: number): Stage {
  const offered = segmentsInOrder(slots)
  const joint = new Map<number, Option>()
  const moves: StageMove[] = []
  for (const { from, to, starts, cost, combination } of pathsThrough(slots, room)) {
    let option = joint.get(combination)
    if (option === undefined) {
      option = jointOption(chosen(slots, combination), offered, room)
      joint.set(combination, option)
    }
    moves.push({ from, to, option, starts, cost })
  }
  return { first: slots[0]?.first ?? 0, options: [...joint.values()], moves }
}

function segmentsInOrder(slots: readonly Stage[]): { segment: Segment; owner: Option }[] {
  const offered: { segment: Segment; owner: Option }[] = []
  for (const { options } of slots) {
    for (const owner of options) for (const segment of owner.segments) offered.push({ segment, owner })
  }
  return offered.sort((a, b) => a.segment.slope - b.segment.slope)
}

function pathsThrough(slots: readonly Stage[], room: number): readonly Path[] {
  let open: Path[] = []
  slots.forEach(({ moves }, index) => {
    const longer: Path[] = []
    for (const move of moves) {
      if (index === 0) begin(move, longer)
      else for (const path of open) if (path.to === move.from) goOn(path, move, room, longer)
    }
    open = longer
  })
  return open
}

function begin({ from, to, starts, cost, option }: StageMove, paths: Path[]): void {
  paths.push({ from, to, starts, cost, least: option.fixed, combination: option.index })
}

function goOn(path: Path, { to, starts, cost, option }: StageMove, room: number, paths: Path[]): void {
  const least = path.least + option.fixed
  if (least > room + TOLERANCE) return
  paths.push({
    from: path.from,
    to,
    starts: path.starts + starts,
    cost: path.cost + cost,
    least,
    combination: path.combination * RADIX + option.index,
  })
}

/** The options a combination stands for: its digits, the last slot's first. */
function chosen(slots: readonly Stage[], combination: number): Option[] {
  const options: Option[] = []
  let digits = combination
  for (let index = slots.length - 1; index >= 0; index--) {
    const option = slots[index]?.options[digits % RADIX]
    if (option !== undefined) options.unshift(option)
    digits = Math.floor(digits / RADIX)
  }
  return options
}
