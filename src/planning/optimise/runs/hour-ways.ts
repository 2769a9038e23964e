import type { Move } from './slot-moves.ts'
import type { Way } from './stage-columns.ts'

/** More than the options of a slot can be. */
const RADIX = 64

/** A way through the slots of an hour. */
export interface HourWay extends Way {
  /** In which slots runs begin: one bit each. */
  readonly startBits: number
  /** Place of its combination of options. */
  readonly place: number
}

/**
 * All ways through the slots of an hour. Ways with the same options share one joint option: combinations are few (16 of
 * four quarters), ways are many.
 */
export interface HourWays {
  readonly ways: readonly HourWay[]
  /** Of every combination the place of each slot's option. */
  readonly combinations: readonly (readonly number[])[]
}

/** The moves of a slot, and the place of the option of each. */
export interface SlotSteps {
  readonly moves: readonly Move[]
  readonly places: readonly number[]
}

export function waysThrough(steps: readonly SlotSteps[]): HourWays {
  const paths = pathsThrough(steps)
  const numbers = [...new Set(paths.map(({ combination }) => combination))]
  const placeOf = new Map(numbers.map((combination, place) => [combination, place]))
  return {
    ways: paths.map(({ from, to, starts, startBits, combination }) => {
      return { from, to, starts, startBits, place: placeOf.get(combination) ?? 0 }
    }),
    combinations: numbers.map((combination) => digitsOf(combination, steps.length)),
  }
}

interface Path extends Way {
  readonly startBits: number
  /** Which option of each slot: one digit each, the first slot's foremost. */
  readonly combination: number
}

function pathsThrough(steps: readonly SlotSteps[]): readonly Path[] {
  let open: Path[] = []
  steps.forEach(({ moves, places }, index) => {
    const before = open
    open = []
    for (const [number, move] of moves.entries()) {
      const digit = places[number] ?? 0
      if (index === 0) open.push(firstStep(move, digit))
      for (const path of before) if (path.to === move.from) open.push(nextStep(path, move, digit, index))
    }
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

function digitsOf(combination: number, count: number): number[] {
  const digits: number[] = []
  for (let rest = combination; digits.length < count; rest = Math.floor(rest / RADIX))
    digits.push(rest % RADIX)
  return digits.reverse()
}
