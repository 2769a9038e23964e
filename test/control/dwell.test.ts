import { addHours, addMinutes, addSeconds } from 'date-fns'
import { expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import { SHORTEST_MINUTES } from '../../src/control/dwell.ts'
import type { DecidedIntent, Facts } from '../../src/control/facts.ts'
import { BLOCK, HELD, READY_BY, command, factsOf, stateOf, told } from './night-facts.ts'

const CHARGED: DecidedIntent = {
  ...HELD,
  desired: 'CHARGE',
  reason: { code: 'charging_as_planned', readyBy: READY_BY },
}

/** Started by us so many seconds before `now`, for price or ready-by, and seen to charge since. */
function startedBefore(now: Date, seconds: number, cause: DecidedIntent['cause'] = 'price'): Partial<Facts> {
  const sentAt = addSeconds(now, -seconds)
  return {
    now,
    previous: { ...CHARGED, cause, decidedAt: sentAt },
    commands: [command({ kind: 'start', sentAt, confirmedAt: addSeconds(sentAt, 20) })],
    state: stateOf({ status: 'charging', observedAt: now }, { checkedAt: now }),
  }
}

const FAR = addHours(BLOCK.end, 2)

test('a car that was just plugged in and never stopped is looked at within three minutes, so that its own start is not taken for the driver’s', () => {
  const standing = (minutes: number): Facts => {
    const now = addMinutes(BLOCK.start, -300)
    return factsOf({ now, state: stateOf({ observedAt: now }, { pluggedInAt: addMinutes(now, -minutes) }) })
  }
  const minutesToLook = (facts: Facts): number =>
    ((decide(facts).nextDue?.getTime() ?? 0) - facts.now.getTime()) / 60_000
  expect([0, 9].map((minutes) => minutesToLook(standing(minutes)))).toEqual([3, 3])
  expect(minutesToLook(standing(10))).toBe(30)
  const now = addMinutes(BLOCK.start, -300)
  const held = command({ sentAt: addMinutes(now, -3), confirmedAt: addMinutes(now, -2) })
  expect(minutesToLook({ ...standing(4), commands: [held] })).toBe(30)
})

test('a car started for its price charges ten minutes at least, though prices have changed', () => {
  const now = addMinutes(BLOCK.start, -60)
  const soon = decide(factsOf({ ...startedBefore(now, 240), latestStart: FAR }))
  expect(told(soon)).toBe('CHARGE price')
  expect(soon.intent?.validUntil).toEqual(addMinutes(now, SHORTEST_MINUTES - 4))
  const later = decide(factsOf({ ...startedBefore(now, SHORTEST_MINUTES * 60), latestStart: FAR }))
  expect(told(later)).toBe('HOLD price, send stop')
})

test('a latest start that moves on once the car charges stops nothing that would be started again at once', () => {
  const now = addMinutes(BLOCK.start, -4)
  const decision = decide(factsOf({ ...startedBefore(now, 30, 'ready-by'), latestStart: BLOCK.start }))
  expect(told(decision)).toBe('CHARGE price')
})

test('a car stopped for its price stands ten minutes at least, but never past latest start', () => {
  const now = addMinutes(BLOCK.start, 5)
  const stopped = (latestStart: Date, minutes: number): string => {
    const sentAt = addMinutes(now, -minutes)
    const commands = [command({ sentAt, confirmedAt: addSeconds(sentAt, 20) })]
    return told(decide(factsOf({ now, latestStart, commands, previous: { ...HELD, decidedAt: sentAt } })))
  }
  expect(stopped(FAR, 4)).toBe('HOLD price')
  expect(stopped(FAR, SHORTEST_MINUTES)).toBe('CHARGE price, send start')
  expect(stopped(addMinutes(now, -1), 4)).toBe('CHARGE ready-by, send start')
})

test('a car that begins to charge by itself just before its block is not stopped for these minutes', () => {
  const minutesBefore = (minutes: number): string => {
    const now = addMinutes(BLOCK.start, -minutes)
    const state = stateOf({ status: 'charging', observedAt: now }, { checkedAt: now })
    return told(decide(factsOf({ now, state, previous: null })))
  }
  expect(minutesBefore(SHORTEST_MINUTES - 1)).toBe('CHARGE price')
  expect(minutesBefore(SHORTEST_MINUTES)).toBe('HOLD price, send stop')
})

test('a car that charges is not stopped just before its latest start, at which it would be started again', () => {
  const now = addMinutes(BLOCK.start, -120)
  const state = stateOf({ status: 'charging', observedAt: now }, { checkedAt: now })
  const minutesBefore = (minutes: number): string =>
    told(decide(factsOf({ now, state, latestStart: addMinutes(now, minutes), previous: null })))
  expect(minutesBefore(SHORTEST_MINUTES - 1)).toBe('CHARGE price')
  expect(minutesBefore(SHORTEST_MINUTES)).toBe('HOLD price, send stop')
})

test('a start that has not shown yet is given its ten minutes, too, unless a newer report shows that it came to nothing', () => {
  const now = addMinutes(BLOCK.start, -60)
  const unseen = (seconds: number, reportedSecondsAgo: number): string => {
    const sentAt = addSeconds(now, -seconds)
    const started = { ...startedBefore(now, seconds), commands: [command({ kind: 'start', sentAt })] }
    const state = stateOf({ observedAt: addSeconds(now, -reportedSecondsAgo) }, { checkedAt: now })
    return told(decide(factsOf({ ...started, state, latestStart: FAR })))
  }
  expect(unseen(30, 0), 'too soon to tell').toBe('CHARGE price')
  expect(unseen(120, 150), 'no report since').toBe('CHARGE price')
  expect(unseen(120, 0)).toBe('HOLD price')
})

test('a stop that has not shown yet is not called off because the block has come within ten minutes', () => {
  const now = addMinutes(BLOCK.start, -9)
  const stopped = (seconds: number): string => {
    const sentAt = addSeconds(now, -seconds)
    const state = stateOf({ status: 'charging', observedAt: now }, { checkedAt: now })
    return told(
      decide(
        factsOf({ now, state, commands: [command({ sentAt })], previous: { ...HELD, decidedAt: sentAt } }),
      ),
    )
  }
  expect(stopped(30)).toBe('HOLD price')
  expect(stopped(120), 'it did not work, and is not worth another').toBe('CHARGE price')
})
