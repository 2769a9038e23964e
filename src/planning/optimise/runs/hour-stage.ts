import { at } from '../columns.ts'
import { type Option, type OwnedSegment, jointOption, optionFor } from './option.ts'
import { type Move, regularKey, slotMoves } from './slot-moves.ts'
import { addMove, addOption } from './stage-columns.ts'
import { FEWER_STARTS, type StageContext } from './stage-context.ts'

/** kWh by which least energies may pass the room of an hour: rounding. */
const TOLERANCE = 1e-9
/** Instead of an option whose least energies the hour has no room for. */
const IMPOSSIBLE = -1
/** More than the options of a slot can be. */
const RADIX = 64

/** A way through the slots of an hour. */
interface Path {
  readonly from: number
  readonly to: number
  readonly starts: number
  /** In which slots runs begin: one bit each. */
  readonly startBits: number
  /** Which option of each slot: one digit each. */
  readonly combination: number
}

/** Ways through hours whose slots are like all slots around them: made once in a process. */
const regular = new Map<number, readonly Path[]>()

/**
 * All ways through the slots `first`..`end` − 1 of a clock hour that has room for only so much. Ways with the same options
 * share one joint option: patterns are few (16 of four quarters), ways are many.
 */
export function addHourStage(context: StageContext, first: number, end: number, room: number): void {
  const steps: SlotSteps[] = []
  const slots: Option[][] = []
  for (let t = first; t < end; t++) {
    const moves = slotMoves(context.statement, context.rules, context.states, t)
    const options: Option[] = []
    const digits = moves.map((move) => optionFor(context.statement, move, t, options).index)
    steps.push({ moves, digits })
    slots.push(options)
  }
  const offered = segmentsInOrder(slots)
  const joint = new Map<number, number>()
  for (const path of pathsOf(context, first, steps)) {
    let option = joint.get(path.combination)
    if (option === undefined) {
      const made = jointOption(chosen(slots, path.combination), offered, room)
      option = made.fixed > room + TOLERANCE ? IMPOSSIBLE : addOption(context.columns, made)
      joint.set(path.combination, option)
    }
    if (option === IMPOSSIBLE) continue
    addMove(context.columns, path, option, path.starts === 0 ? 0 : startCost(context, first, path.startBits))
  }
}

function startCost({ rules }: StageContext, first: number, startBits: number): number {
  let cost = 0
  for (let bits = startBits, t = first; bits > 0; bits >>= 1, t++) {
    if (bits % 2 === 1) cost += at(rules.startCost, t) + FEWER_STARTS
  }
  return cost
}

function segmentsInOrder(slots: readonly (readonly Option[])[]): OwnedSegment[] {
  const offered: OwnedSegment[] = []
  for (const options of slots) {
    for (const owner of options) {
      for (const { width, slope } of owner.segments) offered.push({ width, slope, owner })
    }
  }
  return offered.sort((a, b) => a.slope - b.slope)
}

/** The moves of a slot, and the option of each. */
interface SlotSteps {
  readonly moves: readonly Move[]
  readonly digits: readonly number[]
}

function pathsOf(
  { statement, states }: StageContext,
  first: number,
  steps: readonly SlotSteps[],
): readonly Path[] {
  const keys = steps.map((_, index) => regularKey(statement, states, first + index))
  const key = keys.includes(null) ? null : (keys[0] ?? 0) * RADIX + steps.length
  const known = key === null ? undefined : regular.get(key)
  if (known !== undefined) return known
  const paths = pathsThrough(steps)
  if (key !== null) regular.set(key, paths)
  return paths
}

function pathsThrough(steps: readonly SlotSteps[]): readonly Path[] {
  let open: Path[] = []
  steps.forEach(({ moves, digits }, index) => {
    const before = open
    open = moves.flatMap((move, place) => {
      const digit = digits[place] ?? 0
      if (index === 0) return [firstStep(move, digit)]
      return before.filter(({ to }) => to === move.from).map((path) => nextStep(path, move, digit, index))
    })
  })
  return open
}

function firstStep({ from, to, starts }: Move, digit: number): Path {
  return { from, to, starts, startBits: starts, combination: digit }
}

function nextStep(path: Path, { to, starts }: Move, digit: number, index: number): Path {
  return {
    from: path.from,
    to,
    starts: path.starts + starts,
    startBits: path.startBits + starts * 2 ** index,
    combination: path.combination * RADIX + digit,
  }
}

/** The options a combination stands for: its digits, the last slot's first. */
function chosen(slots: readonly (readonly Option[])[], combination: number): Option[] {
  const options: Option[] = []
  let digits = combination
  for (let index = slots.length - 1; index >= 0; index--) {
    const option = slots[index]?.[digits % RADIX]
    if (option !== undefined) options.push(option)
    digits = Math.floor(digits / RADIX)
  }
  return options
}
