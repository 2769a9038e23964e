import { addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { ORDINARY_RECIPE } from '../../src/carmakers/command-recipe.ts'
import { decide } from '../../src/control/decide.ts'
import type { ChargingStatus } from '../../src/carmakers/charge-state.ts'
import { READS_PER_DAY } from '../../src/control/quiet.ts'
import type { Facts } from '../../src/control/facts.ts'
import { BLOCK, command, factsOf, HELD, stateOf } from './night-facts.ts'

const SENT = BLOCK.start
const { giveUpSeconds, startDelaySeconds } = ORDINARY_RECIPE

/** A car that was told to start, some seconds later. */
function told(seconds: number, seen: { readonly status: ChargingStatus; readonly seconds: number }): Facts {
  const now = addSeconds(SENT, seconds)
  const observedAt = addSeconds(SENT, seen.seconds)
  return factsOf({
    now,
    state: stateOf({ status: seen.status, observedAt }, { checkedAt: now }),
    latestStart: null,
    previous: { ...HELD, desired: 'CHARGE', decidedAt: SENT },
    commands: [command({ kind: 'start', sentAt: SENT })],
  })
}

describe('a car that tells after a start that it is about to charge', () => {
  test.each([giveUpSeconds, 90, 240, startDelaySeconds - 1])(
    'is not started again %i s after, since it has heard',
    (seconds) => {
      expect(decide(told(seconds, { status: 'starting', seconds })).command).toBeNull()
    },
  )

  test('is looked at again within the minute', () => {
    const { nextDue } = decide(told(90, { status: 'starting', seconds: 90 }))
    expect(nextDue?.getTime()).toBeLessThanOrEqual(addSeconds(SENT, 150).getTime())
  })

  test('is started again when no car of its brand takes so long', () => {
    const late = told(startDelaySeconds, { status: 'starting', seconds: startDelaySeconds })
    expect(decide(late).command).toMatchObject({ kind: 'start', attempt: 2 })
  })

  test('is started again if it stands after all', () => {
    expect(decide(told(90, { status: 'connected', seconds: 90 })).command).toMatchObject({ kind: 'start' })
  })
})

test('a car that reports only now and then leaves reads for the rest of the day while its start is waited for', () => {
  let [looks, seconds] = [0, 0]
  for (; seconds < 3_600; looks++) {
    const { nextDue, command: sent } = decide(told(seconds, { status: 'connected', seconds: -60 }))
    expect(sent).toBeNull()
    seconds = ((nextDue?.getTime() ?? Infinity) - SENT.getTime()) / 1_000
  }
  expect(looks).toBeLessThanOrEqual(READS_PER_DAY / 5)
  expect(looks).toBeGreaterThan(60 / 6)
})
