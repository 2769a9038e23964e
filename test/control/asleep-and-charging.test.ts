import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Facts } from '../../src/control/facts.ts'
import { BLOCK, command, factsOf, stateOf, STOPPED, told } from './night-facts.ts'

describe('a car that sleeps and last told that it charges', () => {
  const inBlock = addMinutes(BLOCK.start, 30)
  const asleep = (given: Partial<NonNullable<Facts['state']>> = {}): string =>
    told(
      decide(
        factsOf({
          now: inBlock,
          state: stateOf(
            { status: 'charging', observedAt: addMinutes(inBlock, -40) },
            { reach: 'asleep', checkedAt: inBlock, ...given },
          ),
        }),
      ),
    )

  test('is woken when it is to charge: a car that draws does not sleep', () => {
    expect(asleep()).toBe('CHARGE price, send wake')
  })

  test('is left alone as long as it is only silent', () => {
    expect(asleep({ reach: 'offline' })).toBe('CHARGE price')
    expect(asleep({ pushedAt: addMinutes(inBlock, 1) })).toBe('CHARGE price')
  })
})

describe('a car that sleeps, with the wakes of the day spent', () => {
  const spent = (commands: Facts['commands']): string =>
    told(
      decide(
        factsOf({
          now: BLOCK.start,
          canWake: true,
          state: stateOf({}, { reach: 'asleep' }),
          spentToday: { commands: 0, wakes: 3 },
          commands,
        }),
      ),
    )
  const wake = (minutesAgo: number) =>
    command({
      id: 'wake',
      kind: 'wake',
      epoch: 4,
      sentAt: addMinutes(BLOCK.start, -minutesAgo),
      outcome: 'unknown',
    })
  const refused = command({
    id: 'start',
    kind: 'start',
    epoch: 4,
    sentAt: addMinutes(BLOCK.start, -40),
    outcome: 'refused',
  })

  test('is woken once in half an hour if it stands because of us', () => {
    expect(spent([wake(31), STOPPED])).toBe('CHARGE price, send wake')
    expect(spent([wake(31), refused, STOPPED])).toBe('CHARGE price, send wake')
    expect(spent([wake(29), STOPPED])).toBe('CHARGE price')
  })

  test('is left alone if it does not', () => {
    expect(spent([wake(31)])).toBe('CHARGE price')
  })
})
