import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Facts } from '../../src/control/facts.ts'
import { BLOCK, command, factsOf, LATEST_START, stateOf, told } from './night-facts.ts'

/** A car that charges by a report of so many minutes ago, and answers. */
function charging(now: Date, minutesOld: number, given: Partial<Facts> = {}): Facts {
  const charge = { status: 'charging', observedAt: addMinutes(now, -minutesOld) } as const
  return factsOf({ now, state: stateOf(charge, { checkedAt: now }), ...given })
}
const say = (facts: Facts): string => told(decide(facts))
const sent = (kind: 'start' | 'wake', at: Date) => command({ id: kind, kind, epoch: 4, sentAt: at })

describe('a car whose report stands still, and says that it charges', () => {
  const late = addMinutes(LATEST_START, 20)

  test('is told to start after half an hour, once there is no time left: it may have stopped unseen', () => {
    expect(say(charging(late, 30))).toBe('CHARGE ready-by, send start')
    expect(say(charging(late, 29))).toBe('CHARGE ready-by')
  })

  test('is left alone while prices have it charge, and there is time', () => {
    expect(say(charging(addMinutes(BLOCK.start, 60), 40))).toBe('CHARGE price')
  })

  test('is told again after the pause, as long as nothing newer is known', () => {
    expect(say(charging(late, 70, { commands: [sent('start', addMinutes(late, -29))] }))).toBe(
      'CHARGE ready-by',
    )
    expect(say(charging(late, 70, { commands: [sent('start', addMinutes(late, -30))] }))).toBe(
      'CHARGE ready-by, send start',
    )
  })

  test('is told nothing while it is not asked, or with the commands of the day spent', () => {
    const unasked = charging(late, 40)
    const state = unasked.state && { ...unasked.state, checkedAt: addMinutes(late, -20) }
    expect(say({ ...unasked, state })).toBe('CHARGE ready-by')
    expect(say(charging(late, 40, { spentToday: { commands: 12, wakes: 0 } }))).toBe('CHARGE ready-by')
  })
})

test('a car that was started, and whose report stands still from before, is told again after the pause once there is no time left', () => {
  const late = addMinutes(LATEST_START, 20)
  const standing = (startedMinutesAgo: number, now = late): string => {
    const state = stateOf({ observedAt: addMinutes(now, -60) }, { checkedAt: now })
    return say(factsOf({ now, state, commands: [sent('start', addMinutes(now, -startedMinutesAgo))] }))
  }
  expect(standing(30)).toBe('CHARGE ready-by, send start')
  expect(standing(29)).toBe('CHARGE ready-by')
  expect(standing(30, addMinutes(BLOCK.start, 60))).toBe('CHARGE price')
})

describe('a car that was woken since its last report, by which it charges', () => {
  const now = addMinutes(BLOCK.start, 30)
  const woken = sent('wake', addMinutes(now, -1))

  test('is told to start: it slept, so it stood', () => {
    expect(say(charging(now, 10, { commands: [woken] }))).toBe('CHARGE price, send start')
  })

  test('is taken at its word again once a report is newer than the wake, or it was told', () => {
    expect(say(charging(now, 0, { commands: [woken] }))).toBe('CHARGE price')
    expect(say(charging(now, 10, { commands: [sent('start', now), woken] }))).toBe('CHARGE price')
  })

  test('is taken at its word if the wake never left', () => {
    const unsent = { ...woken, outcome: 'refused', refusal: 'not_sent' } as const
    expect(say(charging(now, 10, { commands: [unsent] }))).toBe('CHARGE price')
  })
})
