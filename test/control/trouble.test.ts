import { addMinutes, addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Command, Facts } from '../../src/control/facts.ts'
import { judgeTrouble } from '../../src/control/trouble.ts'
import { NOTHING_LEARNT } from '../../src/vehicles/car-lesson.ts'
import { BLOCK, command, factsOf, followed, HELD, policy, stateOf, STOPPED } from './night-facts.ts'

const NOW = addMinutes(BLOCK.start, 10)
const SENT = addMinutes(NOW, -3)
const CHARGE = { ...HELD, desired: 'CHARGE', cause: 'price', epoch: 5, decidedAt: SENT } as const

/** Ten minutes into the block; `charge` was seen just now. */
function facts(
  charge: Parameters<typeof stateOf>[0],
  commands: readonly Command[],
  given: Partial<Facts> = {},
) {
  const state = stateOf({ observedAt: NOW, ...charge }, { checkedAt: NOW })
  return factsOf({ now: NOW, followed: followed(), state, commands, previous: CHARGE, ...given })
}

const start = (given: Partial<Command> = {}) => command({ kind: 'start', epoch: 5, sentAt: SENT, ...given })
/** A car that stands by our stop, and a start to give it back that has not shown. */
function givenBack(given: Partial<Facts>): Facts {
  const cause = given.evacuating === true ? 'evacuation' : 'paused'
  const previous = { ...CHARGE, desired: 'RELEASE', cause } as const
  return facts({}, [start(), STOPPED], { previous, ...given })
}
const judge = (given: Facts, lesson = NOTHING_LEARNT) => judgeTrouble(given, decide(given), lesson)

describe('trouble with a car', () => {
  test.each<[string, Facts, string]>([
    ['it says yes and does nothing', facts({}, [start()]), 'no_effect'],
    ['it says no', facts({}, [start({ outcome: 'refused', refusal: 'other' })]), 'refused'],
    ['the plug is dead', facts({ status: 'no_power' }, [start()]), 'no_power'],
    [
      'the carmaker’s answer was lost and it has not been seen since',
      facts({ observedAt: addMinutes(SENT, -1) }, [start({ outcome: 'unknown' })]),
      'no_answer',
    ],
    ['our key is gone', facts({}, [start({ outcome: 'refused', refusal: 'not_paired' })]), 'key_missing'],
    [
      'it started and stopped, and does not start again',
      facts({}, [
        start(),
        start({ id: 'first', sentAt: addMinutes(SENT, -9), confirmedAt: addMinutes(SENT, -8) }),
      ]),
      'stopped_by_itself',
    ],
    [
      'it sleeps on',
      facts({}, [start({ kind: 'wake' })], { state: stateOf({}, { reach: 'asleep', checkedAt: NOW }) }),
      'asleep',
    ],
    [
      'it is out of reach',
      facts({}, [start({ kind: 'wake' })], { state: stateOf({}, { reach: 'offline', checkedAt: NOW }) }),
      'no_answer',
    ],
    [
      'it is given back in a pause and does not start',
      givenBack({ policy: { ...policy, paused: true } }),
      'no_effect',
    ],
    ['it is given back in an evacuation and does not start', givenBack({ evacuating: true }), 'no_effect'],
    [
      'its carmaker is away while it is to be given back',
      givenBack({ policy: { ...policy, paused: true }, carmakerDownSince: SENT }),
      'carmaker_down',
    ],
    ['the day’s commands are spent', facts({}, [], { spentToday: { commands: 12, wakes: 0 } }), 'budget'],
  ])('is found when %s', (_, given, cause) => {
    expect(judge(given)?.cause).toBe(cause)
  })

  test('is not seen in a spent day as long as it is another wait that keeps a car from its command', () => {
    const spentToday = { commands: 12, wakes: 0 }
    const soon = addMinutes(NOW, 1)
    const held = { ...HELD, epoch: 3 }
    // The control: that the day is spent is what keeps it.
    expect(judge(facts({}, [], { spentToday }))).toMatchObject({ cause: 'budget', patienceMinutes: 0 })
    const last = start({ epoch: 3, sentAt: addSeconds(NOW, -20) })
    expect(judge(facts({}, [last], { spentToday, previous: held })), 'it may show in a moment').toBeNull()
    // A start is reserved for a car that stands because of us.
    const quiet = judge(facts({}, [STOPPED], { spentToday, quietUntil: soon }))
    expect(quiet, 'a minute of quiet').toMatchObject({ cause: 'budget', patienceMinutes: 6 })
    const away = judge(facts({}, [STOPPED], { spentToday, carmakerDownSince: SENT }))
    expect(away).toMatchObject({ cause: 'carmaker_down', patienceMinutes: 6 })
    const queued = judge(facts({}, [STOPPED], { spentToday, queuedSince: SENT }))
    expect(queued, 'in the queue for the rate').toBeNull()
  })

  test.each<[string, Partial<Facts>, readonly Command[], string]>([
    ['is not woken by the first wake-up', {}, [start({ kind: 'wake' })], 'asleep'],
    [
      'is not woken by any, by the driver’s charge now',
      { override: { kind: 'charge-now', since: SENT }, previous: { ...CHARGE, cause: 'charge-now' } },
      [3, 2, 1].map((attempt) => start({ id: `wake-${String(attempt)}`, kind: 'wake', attempt })),
      'asleep',
    ],
  ])('is found when a car that last told that it charges sleeps, and %s', (_, given, commands, cause) => {
    const charge = { status: 'charging', observedAt: addMinutes(SENT, -20) } as const
    const state = stateOf(charge, { reach: 'asleep', checkedAt: NOW })
    expect(judge(facts({}, commands, { ...given, state }))).toMatchObject({ cause, since: SENT })
    expect(judge(facts({}, [], { ...given, state }))).toBeNull()
    const spentToday = { commands: 0, wakes: 3 }
    expect(judge(facts({}, [], { ...given, state, spentToday }))?.cause).toBe('budget')
  })

  test('is found when a car was woken, told to start, and goes on with a report of before its sleep', () => {
    const woken = start({ id: 'wake', kind: 'wake', sentAt: addMinutes(SENT, -1) })
    const old = { status: 'charging', observedAt: addMinutes(SENT, -20) } as const
    expect(judge(facts(old, [start(), woken]))?.cause).toBe('no_answer')
    expect(judge(facts({ ...old, observedAt: NOW }, [start(), woken]))).toBeNull()
  })

  test('is not seen in a car that is left alone and never stood because of us, or was given back once', () => {
    const paused = { policy: { ...policy, paused: true } }
    expect(judge(facts({}, [], { ...paused, carmakerDownSince: SENT }))).toBeNull()
    const started = start({ epoch: 5, confirmedAt: NOW })
    expect(judge({ ...givenBack(paused), commands: [started, STOPPED] })).toBeNull()
  })

  test('began with the first of the tries that failed, not with the last', () => {
    const tries = [1, 2, 3].map((attempt) =>
      start({ id: `try-${String(attempt)}`, attempt, sentAt: addMinutes(NOW, -9 + attempt) }),
    )
    const sign = judge(facts({}, tries.toReversed()))
    expect(sign?.since).toEqual(addMinutes(NOW, -8))
    expect(sign?.patienceMinutes, 'all tries are spent').toBe(0)
  })

  test('is not seen in a command that may still show, nor in a car that does as it is told', () => {
    expect(judge(facts({}, [start({ sentAt: addSeconds(NOW, -40) })]))).toBeNull()
    expect(judge(facts({ status: 'charging' }, [start({ confirmedAt: NOW })]))).toBeNull()
  })

  test('is seen in a second stop that nobody ordered, at once, but not in the first', () => {
    const [first, second] = [30, 15].map((minutes) =>
      start({
        id: `start-${String(minutes)}`,
        sentAt: addMinutes(NOW, -minutes),
        confirmedAt: addMinutes(NOW, 1 - minutes),
      }),
    )
    if (first === undefined || second === undefined) throw new Error('There are two starts')
    expect(judge(facts({}, [first]))).toBeNull()
    expect(judge(facts({}, [second, first]))).toMatchObject({
      cause: 'stopped_by_itself',
      patienceMinutes: 0,
    })
  })

  test('is seen in power far below the usual one, unless the battery is nearly full or the power is not told', () => {
    const weak = (charge: { powerKw: number | null; socPercent?: number }, peakPowerKw = 11) => {
      const state = stateOf(
        { observedAt: NOW, status: 'charging', ...charge },
        { checkedAt: NOW, peakPowerKw },
      )
      return judge(facts({}, [start({ confirmedAt: NOW })], { state }))?.cause
    }
    expect(weak({ powerKw: 2.3 })).toBe('power_too_low')
    expect(weak({ powerKw: 5.5 }), 'half: shared with another car').toBeUndefined()
    expect(weak({ powerKw: 2.3, socPercent: 79 })).toBe('power_too_low')
    expect(weak({ powerKw: null })).toBeUndefined()
    expect(weak({ powerKw: 2.3 }, 2.3), 'it never took more').toBeUndefined()
    const known = { ...NOTHING_LEARNT, peakPowersKw: [11, 11, 3.6] }
    const state = stateOf(
      { observedAt: NOW, status: 'charging', powerKw: 2.3 },
      { checkedAt: NOW, peakPowerKw: 2.3 },
    )
    expect(judge(facts({}, [start({ confirmedAt: NOW })], { state }), known)?.cause).toBe('power_too_low')
  })
})
