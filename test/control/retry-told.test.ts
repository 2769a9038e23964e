import { addHours, addMinutes, addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Command, Facts } from '../../src/control/facts.ts'
import type { Reason } from '../../src/control/reasons.ts'
import { BLOCK, command, factsOf, LATEST_START, stateOf, STOPPED } from './night-facts.ts'

/** Starts that were refused one after the other from the beginning of the block on, newest first. */
function refusedStarts(count: number, given: Partial<Command> = {}): Command[] {
  return Array.from({ length: count }, (_, index) =>
    command({
      id: `start-${String(count - index)}`,
      ...{ kind: 'start', epoch: 5, outcome: 'refused', attempt: count - index },
      sentAt: addSeconds(BLOCK.start, 30 * (count - index - 1)),
      ...given,
    }),
  )
}

const CHARGE: Facts['previous'] = {
  ...{ desired: 'CHARGE', cause: 'price', epoch: 5, decidedAt: BLOCK.start, validUntil: BLOCK.end },
  reason: { code: 'no_saving' },
}

/** In the block the car stands by our stop, and does not start. */
function failing(minutes: number, given: Partial<Facts> = {}): Facts {
  const now = addMinutes(BLOCK.start, minutes)
  const state = stateOf({ observedAt: now }, { checkedAt: now })
  const commands = [...refusedStarts(3), STOPPED]
  return factsOf({ now, state, commands, previous: CHARGE, ...given })
}

/** When something is sent again if the car is looked at whenever it is due, and what was told on the way. */
function followed(facts: Facts): { sentAt: Date; told: Reason[] } {
  const told: Reason[] = []
  for (let { now } = facts; told.length < 200;) {
    const state = stateOf(
      { observedAt: now, status: facts.state?.charge?.status ?? 'unknown' },
      { checkedAt: now, reach: facts.state?.reach ?? 'online' },
    )
    const decision = decide({ ...facts, now, state })
    if (decision.command !== null) return { sentAt: now, told }
    told.push(decision.reason)
    now = decision.nextDue ?? now
  }
  throw new Error('Nothing was ever sent again')
}

describe('when it is tried again', () => {
  test('is told as it comes to be, from the first failure on, and not put off at every look', () => {
    const { sentAt, told } = followed(failing(2))
    expect(sentAt).toEqual(addMinutes(BLOCK.start, 31))
    expect(told.length).toBeGreaterThan(3)
    expect(new Set(told.map((reason) => JSON.stringify(reason)))).toEqual(
      new Set([JSON.stringify({ code: 'command_failed', retryAt: sentAt })]),
    )
  })

  test.each<[string, number, number, Date]>([
    ['a start, before latest start', 3, 0, LATEST_START],
    ['a start, after latest start', 150, 120, addMinutes(BLOCK.start, 120 + 31)],
  ])('is told of %s where the day is spent and one is owed', (_, minutes, refusedAfter, expected) => {
    const sent = refusedStarts(3).map((start) => ({
      ...start,
      sentAt: addMinutes(start.sentAt, refusedAfter),
    }))
    const commands = [...sent, STOPPED]
    const facts = failing(minutes, { commands, spentToday: { commands: 12, wakes: 0 } })
    const { sentAt, told } = followed(facts)
    expect(sentAt).toEqual(expected)
    expect(told.at(0)).toEqual({ code: 'budget_spent', retryAt: expected })
  })

  test('is told of a wake where the day is spent and one is owed', () => {
    const wakes = refusedStarts(3, { kind: 'wake', refusal: 'vehicle_asleep' })
    const facts = failing(3, { commands: [...wakes, STOPPED], spentToday: { commands: 1, wakes: 3 } })
    const asleep = { ...facts, state: stateOf({}, { reach: 'asleep' }) }
    const { sentAt, told } = followed(asleep)
    expect(sentAt).toEqual(addMinutes(BLOCK.start, 31))
    expect(told.at(0)).toEqual({ code: 'budget_spent', retryAt: sentAt })
  })

  test('is with the new day where nothing is owed', () => {
    const running = { observedAt: BLOCK.start, status: 'charging' } as const
    const facts = factsOf({ state: stateOf(running), spentToday: { commands: 12, wakes: 0 } })
    expect(decide(facts).reason).toEqual({ code: 'budget_spent', retryAt: new Date('2025-01-22T23:00:00Z') })
  })
})

describe('what is told of a car that does not do as it is told', () => {
  test('is that its charger gives no power, where it says so', () => {
    const commands = [...refusedStarts(3, { refusal: 'no_power' }), STOPPED]
    expect(decide(failing(2, { commands })).reason.code).toBe('no_power')
  })

  test('is that it is being woken, until it answers', () => {
    const wake = command({ kind: 'wake', epoch: 5, sentAt: BLOCK.start, outcome: 'done' })
    const waking = failing(0.2, { commands: [wake, STOPPED], state: stateOf({}, { reach: 'asleep' }) })
    expect(decide(waking).reason.code).toBe('waking')
    expect(decide({ ...waking, state: stateOf({ observedAt: waking.now }) }).command?.kind).toBe('start')
  })

  test('is nothing else while it is tested: that it fails is what the test finds out', () => {
    const askedAt = addMinutes(BLOCK.start, -2)
    const stop = { ...STOPPED, epoch: 4, sentAt: askedAt, confirmedAt: addSeconds(askedAt, 30) }
    const previous: Facts['previous'] = { ...CHARGE, cause: 'test-charge' }
    const facts = failing(4, {
      ...{ test: { id: 'test-1', askedAt }, previous, latestStart: addHours(BLOCK.start, 4) },
      commands: [...refusedStarts(3, { outcome: 'done' }), stop],
    })
    expect(decide(facts)).toMatchObject({ command: null, reason: { code: 'testing' }, testResult: null })
  })
})
