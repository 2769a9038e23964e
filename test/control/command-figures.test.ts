import { addMinutes, addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { seededRandomness } from '../../src/base/random.ts'
import { decide } from '../../src/control/decide.ts'
import type { Command, Facts } from '../../src/control/facts.ts'
import { BLOCK, command, factsOf, HELD, LATEST_START, NOW, STOPPED, stateOf } from './night-facts.ts'
import { playFlapping } from './flapping-prices.ts'

const randomness = seededRandomness('command figures')
const between = (from: number, to: number): number => from + Math.floor(randomness.fraction() * (to - from))
const times = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

describe('CS10: of 1,000 reports that come late', () => {
  const late = (secondsAfterSend: number): Facts => {
    const sentAt = addSeconds(NOW, -between(46, 3_000))
    const observedAt = addSeconds(sentAt, secondsAfterSend)
    const commands = [command({ sentAt, outcome: 'done' })]
    return factsOf({ commands, state: stateOf({ status: 'charging', observedAt }) })
  }

  test('none that is older than the command confirms it, has it sent again, or changes what is wanted', () => {
    for (const index of times(1_000)) {
      const { confirmed, command: sent, intent, override } = decide(late(-between(0, 7_200)))
      expect([confirmed, sent, intent?.desired, intent?.epoch, override], `report ${String(index)}`).toEqual([
        [],
        null,
        'HOLD',
        4,
        'keep',
      ])
    }
  })

  test('control: one that is newer and contradicts the command has it sent again', () => {
    expect(decide(late(46)).command?.kind).toBe('stop')
  })
})

describe('CS12: prices that change every minute for a day', () => {
  test('cost 12 commands, the start that is reserved and 3 wakes at most, and no command within ten minutes of the one before', () => {
    const { commands, changesOfMind } = playFlapping(24 * 60)
    // The control: the prices gave reason to, hundreds of times.
    expect(changesOfMind).toBeGreaterThan(300)
    // Newest first: what comes after the twelfth gives the car back.
    const beyond = commands
      .filter(({ kind }) => kind !== 'wake')
      .toReversed()
      .slice(12)
    expect(beyond.map(({ kind }) => kind)).toEqual(['start'])
    expect(commands.filter(({ kind }) => kind === 'wake').length).toBeLessThanOrEqual(3)
    const sent = commands.map(({ sentAt }) => sentAt.getTime() / 60_000).toReversed()
    const gaps = sent.slice(1).map((at, index) => at - (sent[index] ?? at))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10)
  })
})

describe('CS13: a car that has reached a limit of its own below the target', () => {
  const full = (reach: 'online' | 'asleep', commands: readonly Command[] = []): Facts =>
    factsOf({
      commands,
      state: stateOf({ status: 'complete', socPercent: 60, limitPercent: 60 }, { reach }),
    })

  test('is woken 0 times in a night, asleep or not, before and after latest start', () => {
    for (const minute of times(9 * 60)) {
      for (const reach of ['online', 'asleep'] as const) {
        const decision = decide({ ...full(reach), now: addMinutes(NOW, minute) })
        expect(decision.command, `${String(minute)} min, ${reach}`).toBeNull()
      }
    }
  })

  test('control: the same car that is not full is woken', () => {
    const asleep = stateOf({ status: 'connected', socPercent: 60 }, { reach: 'asleep' })
    expect(decide(factsOf({ now: LATEST_START, state: asleep })).command?.kind).toBe('wake')
  })
})

describe('CS14: of 200 held cars whose budgets are spent', () => {
  const WAYS: readonly Partial<Facts>[] = [
    { now: LATEST_START },
    { now: BLOCK.start },
    { evacuating: true },
    { override: { kind: 'charge-now', since: NOW } },
    { consent: 'withdrawing' },
  ]
  const spent = (way: Partial<Facts>, commands: readonly Command[]): Facts =>
    factsOf({
      commands,
      previous: HELD,
      ...{ spentToday: { commands: between(12, 40), wakes: between(3, 9) }, ...way },
    })

  test('each gets the start that is reserved for it, whatever asks for it', () => {
    const started = times(200).map(
      (index) => decide(spent(WAYS[index % WAYS.length] ?? {}, [STOPPED])).command?.kind,
    )
    expect(started).toEqual(times(200).map(() => 'start'))
  })

  test('control: a car that we have not stopped gets none', () => {
    expect(decide(spent({ now: LATEST_START }, [])).command).toBeNull()
  })
})
