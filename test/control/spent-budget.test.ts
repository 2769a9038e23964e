import { addHours, addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Command, Facts } from '../../src/control/facts.ts'
import { BLOCK, command, factsOf, NOW, stateOf, STOPPED, told } from './night-facts.ts'

const stop = (given: Partial<Command>): Command => command({ outcome: 'refused', ...given })
/** Tries of a stop that were refused an hour ago; the car still charges. */
const tries = (count: number): Command[] =>
  Array.from({ length: count }, (_, index) =>
    stop({ id: `try-${String(count - index)}`, attempt: count - index, sentAt: addMinutes(NOW, -62) }),
  )

test('after a round of three that failed one is sent in each pause, so that the day lasts; after one that worked three again', () => {
  const later = stop({ id: 'try-4', attempt: 4, sentAt: addMinutes(NOW, -31) })
  const before = tries(3)
  const state = stateOf({ status: 'charging' })
  const spaced = (...commands: Command[]): number | undefined =>
    decide(factsOf({ state, commands })).command?.attempt
  expect(spaced(later, ...before)).toBe(5)
  const again = { ...later, id: 'try-5', attempt: 5, sentAt: addMinutes(NOW, -1) }
  expect(spaced(again, later, ...before)).toBeUndefined()
  const worked = { ...later, outcome: 'done', confirmedAt: addMinutes(NOW, -30) } as const
  expect(spaced(again, worked, ...before)).toBe(6)
})

test('a car that stands because of us is started in time even if the budget is spent: once in each pause, until it obeys', () => {
  const spent = { spentToday: { commands: 12, wakes: 0 }, state: stateOf() }
  const due = { ...spent, now: addHours(NOW, 6) }
  expect(told(decide(factsOf({ ...due, commands: [STOPPED] })))).toBe('CHARGE ready-by, send start')
  const started = (minutesAgo: number, given: Partial<Command> = {}): Command =>
    command({
      kind: 'start',
      epoch: 5,
      sentAt: addMinutes(due.now, -minutesAgo),
      outcome: 'refused',
      ...given,
    })
  const after = (start: Command, given: Partial<Facts> = {}): string =>
    told(decide(factsOf({ ...due, commands: [start, STOPPED], ...given })))
  expect(after(started(29))).toBe('CHARGE ready-by')
  expect(after(started(30))).toBe('CHARGE ready-by, send start')
  expect(after(started(300, { outcome: 'done' }))).toBe('CHARGE ready-by')
  expect(after({ ...started(0), sentAt: addHours(NOW, 2) }, { now: BLOCK.start })).toBe('CHARGE price')
})

test('a sleeping car is not woken for a start that the budget does not allow', () => {
  const asleep = stateOf({}, { reach: 'asleep' })
  const refused = command({ kind: 'start', epoch: 5, sentAt: addHours(NOW, 2), outcome: 'refused' })
  const at = (now: Date): string =>
    told(
      decide(
        factsOf({
          now,
          state: asleep,
          spentToday: { commands: 12, wakes: 3 },
          commands: [refused, STOPPED],
        }),
      ),
    )
  expect(at(BLOCK.start)).toBe('CHARGE price')
  expect(at(addHours(NOW, 6))).toBe('CHARGE ready-by, send wake')
})

test('a start that was accepted and shown to have done nothing leaves the car owed a wake before the next, as long as the day has one', () => {
  const now = addHours(NOW, 6)
  const started = command({ kind: 'start', epoch: 5, sentAt: addMinutes(now, -31), outcome: 'done' })
  const wake = command({ kind: 'wake', epoch: 5, sentAt: addMinutes(now, -32), outcome: 'done' })
  const at = (given: Partial<Facts>): string =>
    told(
      decide(
        factsOf({
          now,
          spentToday: { commands: 4, wakes: 3 },
          commands: [started, wake, STOPPED],
          ...given,
        }),
      ),
    )
  const seen = addMinutes(now, -10)
  const asleep = stateOf({ observedAt: seen }, { reach: 'asleep', checkedAt: now })
  expect(at({ state: asleep })).toBe('CHARGE ready-by, send wake')
  expect(at({ state: asleep, commands: [{ ...started, confirmedAt: seen }, wake, STOPPED] })).toBe(
    'CHARGE ready-by',
  )
  const spent = { commands: 12, wakes: 3 }
  expect(at({ state: asleep, spentToday: spent })).toBe('CHARGE ready-by')
  expect(at({ state: stateOf({ observedAt: seen }), spentToday: spent })).toBe('CHARGE ready-by')
})
