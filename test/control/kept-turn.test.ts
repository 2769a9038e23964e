import { addMinutes } from 'date-fns'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Command } from '../../src/control/facts.ts'
import { keepsTurnUntil } from '../../src/control/kept-turn.ts'
import type { Neighbour } from '../../src/control/neighbour.ts'
import { waitsUntil } from '../../src/control/take-turns.ts'
import { slotsOf } from '../support/pictures.ts'
import { command, NOW, stateOf } from './night-facts.ts'
import { neighbour, planningFacts, rankOf, type Car } from './two-cars.ts'

const start = command({ id: 'start', kind: 'start', sentAt: addMinutes(NOW, -4) })
const stop = command({ id: 'stop', sentAt: addMinutes(NOW, -9) })

describe('a car that gave its turn away and took it back', () => {
  const until = (commands: readonly Command[], charge: Parameters<typeof stateOf>[0] = {}) =>
    keepsTurnUntil({ commands, state: stateOf({ observedAt: addMinutes(NOW, -20), ...charge }) }, NOW)

  test('keeps it for ten minutes from its start on', () => {
    expect(until([start, stop])).toEqual(addMinutes(NOW, 6))
    expect(until([{ ...start, id: 'again' }, start, stop])).toEqual(addMinutes(NOW, 6))
    expect(until([start, stop], { observedAt: NOW, status: 'charging' })).toEqual(addMinutes(NOW, 6))
    expect(until([{ ...start, sentAt: addMinutes(NOW, -10) }, stop])).toBeNull()
  })

  test('keeps nothing if it is seen to stand after all, or was not told to start', () => {
    expect(until([start, stop], { observedAt: NOW })).toBeNull()
    expect(until([{ ...start, outcome: 'refused' }, stop])).toBeNull()
    expect(until([stop, start])).toBeNull()
    expect(until([])).toBeNull()
  })

  test('gives way at once the first time, and after half an hour', () => {
    expect(until([start])).toBeNull()
    expect(until([start, { ...stop, sentAt: addMinutes(start.sentAt, -31) }])).toBeNull()
  })
})

const kari: Car = { id: 'kari', powerKw: 11, minutes: 120, readyBy: '07:00' }
const ola: Car = { ...kari, id: 'ola', readyBy: '06:00' }
const limits = planningFacts(kari, { houseKw: 1, fuseKw: 16, slots: slotsOf([1, 1], { start: NOW }) }).site
const MINUTES = 90

/** Minutes at which kari is stopped for ola, whose turn comes and goes as drawn, minute by minute. */
function stopsOf(isTurnOfOla: readonly boolean[], keeps: typeof keepsTurnUntil): readonly number[] {
  let commands: readonly Command[] = []
  const stops: number[] = []
  for (let minute = 0; minute < MINUTES; minute++) {
    const now = addMinutes(NOW, minute)
    const turn = { start: now, end: addMinutes(now, 60) }
    const isDrawing = commands[0]?.kind === 'start'
    const state = stateOf({ status: isDrawing ? 'charging' : 'connected', observedAt: now })
    const own: Neighbour = {
      ...neighbour(kari, null),
      turns: [turn],
      isDrawing,
      keepsUntil: keeps({ commands, state }, now),
    }
    const other = {
      ...neighbour(ola, null),
      rank: rankOf(ola),
      turns: isTurnOfOla[minute] === true ? [turn] : [],
    }
    const waits = waitsUntil({ now, own, limits, others: [other], respected: [other] }) !== null
    if (waits === !isDrawing) continue
    if (waits) stops.push(minute)
    commands = [command({ id: String(minute), kind: waits ? 'stop' : 'start', sentAt: now }), ...commands]
  }
  return stops
}

function mostAnHour(stops: readonly number[]): number {
  return Math.max(0, ...stops.map((from) => stops.filter((at) => at >= from && at < from + 60).length))
}

describe('a car that does not draw, whatever turns it takes and gives back', () => {
  const flips = fc.array(fc.boolean(), { minLength: MINUTES, maxLength: MINUTES })

  test('has another of its fuse stopped no more than six times an hour', () => {
    fc.assert(
      fc.property(flips, (isTurn) => {
        expect(mostAnHour(stopsOf(isTurn, keepsTurnUntil))).toBeLessThanOrEqual(6)
      }),
      { numRuns: 300 },
    )
  })

  test('would have it stopped thirty times if none kept its turn', () => {
    const everyOther = Array.from({ length: MINUTES }, (_, minute) => minute % 2 === 1)
    expect(mostAnHour(stopsOf(everyOther, () => null))).toBe(30)
    expect(mostAnHour(stopsOf(everyOther, keepsTurnUntil))).toBeLessThanOrEqual(6)
  })
})

test('one that draws in its turn is given way to at once: the fuse comes first', () => {
  const turn = { start: NOW, end: addMinutes(NOW, 60) }
  const other = { ...neighbour(ola, null), turns: [turn], isDrawing: true }
  const own: Neighbour = {
    ...neighbour(kari, null),
    turns: [turn],
    isDrawing: true,
    keepsUntil: addMinutes(NOW, 9),
  }
  const waits = (others: readonly Neighbour[]) =>
    waitsUntil({ now: NOW, own, limits, others, respected: others })
  expect(waits([other])).toEqual(turn.end)
  expect(waits([{ ...other, isDrawing: false }])).toBeNull()
})

test('the other waits for as long as a turn is kept, and not minute by minute', () => {
  const kept: Neighbour = { ...neighbour(kari, null), isDrawing: true, keepsUntil: addMinutes(NOW, 9) }
  const own = { ...neighbour(ola, null), turns: [{ start: NOW, end: addMinutes(NOW, 60) }] }
  expect(waitsUntil({ now: NOW, own, limits, others: [kept], respected: [] })).toEqual(addMinutes(NOW, 9))
})
