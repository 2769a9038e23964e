import { describe, expect, test } from 'vitest'
import { lowerEnvelope } from '../../../src/planning/optimise/runs/envelope.ts'
import { extend, type Extension } from '../../../src/planning/optimise/runs/extend.ts'
import {
  append,
  draw,
  type Lines,
  noLines,
  noPieces,
  type Pieces,
  valueOn,
} from '../../../src/planning/optimise/runs/pieces.ts'
import { diceOf, type Dice } from '../oracle/dice.ts'

const CASES = 1500
/** Ends of pieces are rounded sums: just outside them there may be a value, or none. */
const END_TOLERANCE = 1e-9

describe('the lower envelope of two functions', () => {
  test('is the lower of the two at every energy, in pieces that are in order and apart', () => {
    const wrong: string[] = []
    for (let seed = 0; seed < CASES; seed++) {
      const dice = diceOf(`envelope ${String(seed)}`)
      const lines = noLines()
      const [a, b, into] = [someFunction(dice, lines), someFunction(dice, lines), noPieces(lines)]
      lowerEnvelope(a, b, into)
      const least = (energy: number): number => Math.min(valueAt(a, energy), valueAt(b, energy))
      wrong.push(
        ...faultsOf(into, least, samples([a, b, into], dice)).map((fault) => `${String(seed)}: ${fault}`),
      )
    }
    expect(wrong).toEqual([])
  })

  test('is either function where there is no other', () => {
    const lines = noLines()
    const [one, none, into] = [functionOf(lines, [[0, 2, 1, 0], [3, 3, 0, 4]]), noPieces(lines), noPieces(lines)] // prettier-ignore
    lowerEnvelope(one, none, into)
    expect(listed(into)).toEqual(listed(one))
    lowerEnvelope(none, one, into)
    expect(listed(into)).toEqual(listed(one))
    lowerEnvelope(none, none, into)
    expect(into.count).toBe(0)
  })

  test('takes the first of two that are equal', () => {
    const lines = noLines()
    const [one, same, into] = [functionOf(lines, [[0, 2, 1, 0]]), functionOf(lines, [[0, 2, 1, 0]]), noPieces(lines)] // prettier-ignore
    lowerEnvelope(one, same, into)
    expect(into.line[0]).toBe(one.line[0])
    lowerEnvelope(same, one, into)
    expect(into.line[0]).toBe(same.line[0])
  })

  test('drops a point that a line covers, and keeps one that is below it', () => {
    const lines = noLines()
    const [line, into] = [functionOf(lines, [[0, 2, 1, 0]]), noPieces(lines)]
    lowerEnvelope(line, functionOf(lines, [[1, 1, 0, 5]]), into)
    expect(listed(into)).toEqual([[0, 2]])
    lowerEnvelope(line, functionOf(lines, [[1, 1, 0, 0.5]]), into)
    expect(valueAt(into, 1)).toBe(0.5)
    expect(valueAt(into, 0.5)).toBe(0.5)
    expect(valueAt(into, 1.5)).toBe(1.5)
  })
})

describe('a function, and charging in one more slot', () => {
  test('cost together the least that any split of the energy between them costs', () => {
    const wrong: string[] = []
    for (let seed = 0; seed < CASES; seed++) {
      const dice = diceOf(`extend ${String(seed)}`)
      const lines = noLines()
      const source = someFunction(dice, lines)
      const segment = { width: dice.between(0.1, 3, 1), slope: dice.whole(-4, 4) / 2 }
      const into = { before: noPieces(lines), after: noPieces(lines), between: noPieces(lines) }
      extend(source, segment, into)
      const parts = [into.before, into.after, into.between]
      const energies = samples([source, ...parts], dice)
      const faults = parts.flatMap((part) => orderFaults(part))
      for (const energy of energies) {
        const least = leastSplit(source, segment, energy)
        const given = Math.min(...parts.map((part) => valueAt(part, energy)))
        if (!isSame(given, least))
          faults.push(`at ${String(energy)} is ${String(given)}, not ${String(least)}`)
      }
      wrong.push(...faults.map((fault) => `${String(seed)}: ${fault}`))
    }
    expect(wrong).toEqual([])
  })

  test('charge first what is cheaper', () => {
    const lines = noLines()
    const into: Extension = { before: noPieces(lines), after: noPieces(lines), between: noPieces(lines) }
    extend(functionOf(lines, [[0, 2, 1, 0]]), { width: 1, slope: 3 }, into)
    expect([listed(into.before), listed(into.after), listed(into.between)]).toEqual([[[0, 2]], [], [[2, 3]]])
    extend(functionOf(lines, [[0, 2, 5, 0]]), { width: 1, slope: 3 }, into)
    expect([listed(into.before), listed(into.after), listed(into.between)]).toEqual([[], [[1, 3]], [[0, 1]]])
  })
})

describe('a wrong function is found', () => {
  const lines = noLines()
  const right = functionOf(lines, [[0, 2, 1, 0], [2, 3, 0, 2]]) // prettier-ignore
  const least = (energy: number): number => valueAt(right, energy)
  const wrong: readonly (readonly [what: string, given: Pieces])[] = [
    ['too dear', functionOf(lines, [[0, 2, 1, 0], [2, 3, 0, 2.1]])], // prettier-ignore
    ['too cheap at one end only', functionOf(lines, [[0, 2, 1, 0], [2, 2.9, 0, 2], [3, 3, 0, 1]])], // prettier-ignore
    ['missing a piece', functionOf(lines, [[0, 2, 1, 0]])],
    ['there where nothing is', functionOf(lines, [[0, 2, 1, 0], [2, 4, 0, 2]])], // prettier-ignore
    ['out of order', functionOf(lines, [[2, 3, 0, 2], [0, 2, 1, 0]])], // prettier-ignore
    ['overlapping', functionOf(lines, [[0, 2, 1, 0], [1.9, 3, 0, 2]])], // prettier-ignore
  ]
  test.each(wrong)('that is %s', (_, given) => {
    expect(faultsOf(given, least, samples([right, given], diceOf('wrong')))).not.toEqual([])
  })

  test('but not a right one', () => {
    expect(faultsOf(right, least, samples([right], diceOf('right')))).toEqual([])
  })
})

type PieceRow = readonly [from: number, to: number, slope: number, intercept: number]

function functionOf(lines: Lines, rows: readonly PieceRow[]): Pieces {
  const list = noPieces(lines)
  for (const [from, to, slope, intercept] of rows) append(list, from, to, draw(lines, slope, intercept, 0))
  return list
}

/** Up to 40 pieces, some of them points, with or without gaps; on a grid of tenths, so that ends and values often meet. */
function someFunction(dice: Dice, lines: Lines): Pieces {
  const rows: PieceRow[] = []
  let from = dice.between(0, 2, 1)
  for (let left = dice.pick(0, 1, 3, 6, 40); left > 0; left--) {
    const to = dice.chance(0.3) ? from : from + dice.between(0.1, 1.5, 1)
    const slope = dice.whole(-4, 4) / 2
    rows.push([from, to, slope, dice.between(-2, 2, 1) - slope * from])
    from = to + (to === from || dice.chance(0.4) ? dice.between(0.1, 1, 1) : 0)
  }
  return functionOf(lines, rows)
}

function listed({ count, from, to }: Pieces): number[][] {
  return Array.from({ length: count }, (_, piece) => [from[piece] ?? NaN, to[piece] ?? NaN])
}

/** The least of all pieces there, read piece by piece; infinite where there is none. */
function valueAt(list: Pieces, energy: number): number {
  let least = Infinity
  for (let piece = 0; piece < list.count; piece++) {
    const [from = NaN, to = NaN, line = NaN] = [list.from[piece], list.to[piece], list.line[piece]]
    const isThere = energy >= from - END_TOLERANCE && energy <= to + END_TOLERANCE
    if (isThere) least = Math.min(least, valueOn(list.lines, line, energy))
  }
  return least
}

/**
 * The least of `source(x − g) + slope · g` over 0 ≤ g ≤ width. On every piece the split is linear in `g`, so that one of the ends
 * of what is possible there is best.
 */
function leastSplit(
  source: Pieces,
  { width, slope }: { width: number; slope: number },
  energy: number,
): number {
  let least = Infinity
  for (let piece = 0; piece < source.count; piece++) {
    const [from = NaN, to = NaN, line = NaN] = [source.from[piece], source.to[piece], source.line[piece]]
    const [fewest, most] = [Math.max(0, energy - to), Math.min(width, energy - from)]
    if (fewest > most + END_TOLERANCE) continue
    for (const part of [fewest, most]) {
      least = Math.min(least, valueOn(source.lines, line, energy - part) + slope * part)
    }
  }
  return least
}

/** Ends, middles of pieces and of gaps, and some energies anywhere. */
function samples(lists: readonly Pieces[], dice: Dice): number[] {
  const ends = [...new Set(lists.flatMap((list) => listed(list).flat()))].toSorted((a, b) => a - b)
  const middles = ends.slice(1).map((end, index) => (end + (ends[index] ?? end)) / 2)
  const last = ends.at(-1) ?? 1
  const anywhere = Array.from({ length: 20 }, () => dice.between(-0.5, last + 0.5, 6))
  return [...ends, ...middles, ...anywhere]
}

function isSame(given: number, least: number): boolean {
  return given === least || Math.abs(given - least) <= 1e-8
}

function faultsOf(given: Pieces, least: (energy: number) => number, energies: readonly number[]): string[] {
  const values = energies
    .filter((energy) => !isSame(valueAt(given, energy), least(energy)))
    .map(
      (energy) => `at ${String(energy)} is ${String(valueAt(given, energy))}, not ${String(least(energy))}`,
    )
  return [...orderFaults(given), ...values]
}

/** Pieces may touch, but neither overlap nor run backwards. */
function orderFaults(list: Pieces): string[] {
  const rows = listed(list)
  return rows.flatMap(([from = NaN, to = NaN], piece) => {
    const before = rows[piece - 1]?.[1] ?? -Infinity
    const inOrder = to >= from - END_TOLERANCE && from >= before - END_TOLERANCE
    return inOrder ? [] : [`has the piece ${String(from)} to ${String(to)} after ${String(before)}`]
  })
}
