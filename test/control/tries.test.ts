import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Command, Decision } from '../../src/control/facts.ts'
import { isResting } from '../../src/control/resting.ts'
import { command, factsOf, NOW, stateOf } from './night-facts.ts'

const state = stateOf({ status: 'charging' })
let number = 0
/** A stop that was refused so many minutes ago. */
const refused = (minutesAgo: number, refusal: string): Command => {
  number += 1
  const sentAt = addMinutes(NOW, -minutesAgo)
  return command({ id: `try-${String(number)}`, attempt: 20 - number, outcome: 'refused', refusal, sentAt })
}
const byRate = (minutesAgo: number) => refused(minutesAgo, 'rate_limited')
const byCar = (minutesAgo: number) => refused(minutesAgo, 'other')
/** Newest first. */
const after = (...commands: Command[]): Decision => decide(factsOf({ state, commands }))

describe('a command that the carmaker refuses as too often', () => {
  test('is no try of the car, which has all of its own before and after it', () => {
    expect(after(byCar(5), byCar(6), byRate(7), byRate(8)).command?.kind).toBe('stop')
    expect(after(byRate(1), byRate(2), byCar(8), byCar(9)).command?.kind).toBe('stop')
    const given = after(byCar(5), byCar(6), byRate(7), byCar(8))
    expect(given.command).toBeNull()
    expect(given.reason).toEqual({ code: 'command_failed', retryAt: addMinutes(NOW, 25) })
  })

  test('is sent again as soon as the carmaker allows it, and after three in a row every five minutes', () => {
    expect(after(byRate(1), byRate(2)).command?.kind).toBe('stop')
    const { command: sent, reason, nextDue } = after(byRate(1), byRate(2), byRate(3))
    expect(sent).toBeNull()
    expect(reason).toEqual({ code: 'rate_limited', retryAt: addMinutes(NOW, 4) })
    expect(nextDue).toEqual(addMinutes(NOW, 4))
    expect(after(byRate(5), byRate(6), byRate(7)).command?.kind).toBe('stop')
    expect(after(byRate(4), byRate(20), byRate(21)).command).toBeNull()
  })

  test('counts among the commands of the day', () => {
    const commands = [byRate(5)]
    const spent = decide(factsOf({ state, commands, spentToday: { commands: 12, wakes: 0 } }))
    expect([spent.command, spent.reason.code]).toEqual([null, 'budget_spent'])
  })
})

test('a car whose starts are refused by rate gives way to the others of its site for five minutes, not for half an hour', () => {
  const starts = (of: (minutesAgo: number) => Command, minutesAgo: number) =>
    [0, 1, 2].map((each): Command => ({ ...of(minutesAgo + each), kind: 'start' }))
  const rests = (commands: readonly Command[]) =>
    isResting({ commands, state: stateOf(), spentToday: { commands: 3, wakes: 0 } }, NOW)
  expect(rests(starts(byRate, 4))).toBe(true)
  expect(rests(starts(byRate, 5))).toBe(false)
  expect(rests(starts(byCar, 5))).toBe(true)
})
