import { addHours, addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import type { Facts } from '../../src/control/facts.ts'
import type { Known } from '../../src/control/known.ts'
import { neighbourOf } from '../../src/control/neighbour.ts'
import { nightOf } from '../support/pictures.ts'
import { BLOCK, command, followed, HELD, NOW, policy, stateOf } from './night-facts.ts'
import { planningFacts } from './two-cars.ts'
import { NOTHING_LEARNT } from '../../src/vehicles/car-lesson.ts'

/** 110 kWh and 11 kW: ten points are an hour. Ready-by, a block from 02:00 to 04:00, 50 % at 22:00. */
const { vehicle } = planningFacts(
  { id: 'kari', powerKw: 11, minutes: 180, readyBy: '07:00' },
  { houseKw: 1, fuseKw: 16, slots: [] },
)

function known(given: Partial<Known> = {}): Known {
  const { plan } = followed()
  const problem = nightOf([], { hours: 3 })
  const kept = { id: 'plan-1', vehicleId: vehicle.id, madeAt: NOW, cause: 'first-plan', problem, plan }
  return {
    vehicle,
    site: { maxPowerKw: 11 },
    policy,
    state: stateOf(),
    plan: { ...kept, promisedReadyBy: addHours(NOW, 9) },
    intent: HELD,
    override: undefined,
    test: null,
    tests: [],
    commands: [],
    spentToday: { commands: 0, wakes: 0 },
    incidents: [],
    lesson: NOTHING_LEARNT,
    ...given,
  }
}
const charging = stateOf({ status: 'charging' })
const byHand = { kind: 'by-hand', since: NOW } as const
const pressed = { kind: 'charge-now', since: NOW } as const
const failing = { ...HELD, reason: { code: 'command_failed', retryAt: NOW } } as const

describe('what a car tells the others of its site', () => {
  const turnsOf = (given: Partial<Known>, consent: Facts['consent'] = 'live', now = NOW) =>
    neighbourOf(known(given), consent, now)?.turns.map(({ start, end }) => [start, end])
  const from = (hours: number) => [[NOW, addHours(NOW, hours)]]

  test.each<[string, Partial<Known>, unknown]>([
    ['the blocks of its plan', {}, [[BLOCK.start, BLOCK.end]]],
    [
      'from now to its target when it charges past its latest start, wherever its blocks lie',
      { intent: { ...HELD, desired: 'CHARGE', cause: 'ready-by' }, state: charging },
      from(3),
    ],
    [
      'a moment more when by its power it should be at its target, and is not seen there: its power may be less',
      {
        intent: { ...HELD, desired: 'CHARGE', cause: 'ready-by' },
        state: stateOf({ status: 'charging', socPercent: 70, observedAt: addHours(NOW, -2) }),
      },
      [[NOW, addMinutes(NOW, 2)]],
    ],
    ['nothing once its target is reached', { state: stateOf({ socPercent: 80 }) }, []],
    ['nothing before it has a plan', { plan: undefined }, []],
    ['nothing while it does not do what it is told', { intent: failing }, []],
    [
      'its plan again when it charges after all',
      { intent: failing, state: charging },
      [[BLOCK.start, BLOCK.end]],
    ],
    ['from now to the target when its driver presses charge now', { override: pressed }, from(3)],
    ['from now to its own limit when it was started by hand', { override: byHand, state: charging }, from(4)],
    ['nothing when it was started by hand and stands', { override: byHand }, []],
    [
      'from now to its own limit when smart charging is off and it charges',
      { policy: { ...policy, paused: true }, state: charging },
      from(4),
    ],
  ])('%s', (_, given, expected) => {
    expect(turnsOf(given)).toEqual(expected)
  })

  test('that it is finishing: the last points are charged at once', () => {
    const ends = addMinutes(BLOCK.end, 1)
    const seen = stateOf({ status: 'charging', socPercent: 78, observedAt: addMinutes(ends, -9) })
    expect(turnsOf({ state: seen }, 'live', ends)).toEqual([[ends, addMinutes(ends, 3)]])
    expect(turnsOf({ state: stateOf({ socPercent: 78 }) }, 'live', ends)).toEqual([])
  })

  test('no time twice, as when the last points are charged within a block: its power would count double', () => {
    const ends = addMinutes(BLOCK.start, 12)
    const seen = stateOf({ status: 'charging', socPercent: 78, observedAt: BLOCK.start })
    expect(turnsOf({ state: seen }, 'live', BLOCK.start)).toEqual([
      [BLOCK.start, ends],
      [ends, BLOCK.end],
    ])
  })

  test('what is left of a block that runs', () => {
    const now = addMinutes(BLOCK.start, 30)
    expect(turnsOf({}, 'live', now)).toEqual([[now, BLOCK.end]])
  })

  test('of a car that its carmaker no longer shows: that it charges until full, if it did', () => {
    expect(turnsOf({ state: charging }, 'lapsed')).toEqual(from(4))
    expect(turnsOf({}, 'lapsed')).toEqual([])
  })

  test.each<[string, Partial<Known>, Facts['consent']]>([
    ['consent is being withdrawn', { state: charging }, 'withdrawing'],
    ['consent has ended', { state: charging }, 'ended'],
    ['it is not plugged in', { state: stateOf({ status: 'disconnected' }) }, 'live'],
    ['it says that it is full', { state: stateOf({ status: 'complete', socPercent: 79 }) }, 'live'],
    ['it is on direct current', { state: stateOf({ fastCharging: true }) }, 'live'],
    ['it is away', { vehicle: { ...vehicle, homePlug: false } }, 'live'],
    ['nothing was ever reported', { state: undefined }, 'live'],
  ])('nothing when %s', (_, given, consent) => {
    expect(neighbourOf(known(given), consent, NOW)).toBeNull()
  })

  test('that it draws: as seen, or as told a moment ago, but not longer than its battery can take', () => {
    const draws = (given: Partial<Known>, now = NOW) => neighbourOf(known(given), 'live', now)?.isDrawing
    const start = command({ kind: 'start', sentAt: addMinutes(NOW, -1), outcome: null })
    expect(draws({})).toBe(false)
    expect(draws({ state: charging })).toBe(true)
    // Three hours to 80 %, and the ten points above with less power.
    expect(draws({ state: charging }, addMinutes(NOW, 273))).toBe(true)
    expect(draws({ state: charging }, addMinutes(NOW, 275))).toBe(false)
    expect(draws({ commands: [start] })).toBe(true)
    expect(draws({ commands: [{ ...start, outcome: 'refused' }] })).toBe(false)
    expect(draws({ commands: [{ ...start, confirmedAt: NOW }] })).toBe(false)
    expect(draws({ commands: [{ ...start, sentAt: addMinutes(NOW, -3) }] })).toBe(false)
    expect(draws({ commands: [command({ sentAt: NOW }), start] })).toBe(false)
    const stop = command({ sentAt: addMinutes(NOW, -5) })
    const unseen = stateOf({ observedAt: addMinutes(NOW, -6) })
    expect(draws({ state: unseen, commands: [{ ...start, sentAt: addMinutes(NOW, -3) }, stop] })).toBe(true)
  })

  test('nothing once it should be full by its last word: it stands, or cannot be reached', () => {
    expect(turnsOf({ state: charging }, 'live', addMinutes(BLOCK.start, 20))).toHaveLength(1)
    expect(turnsOf({ state: charging }, 'live', addMinutes(BLOCK.start, 40))).toEqual([])
  })

  test('who goes first: what nobody can stop, the minimum, then ready-by, and charge now in what is left', () => {
    const kind = (given: Partial<Known>, consent: Facts['consent'] = 'live') =>
      neighbourOf(known(given), consent, NOW)?.rank.kind
    expect(kind({})).toBe('ready-by')
    expect(kind({ override: pressed })).toBe('charge-now')
    expect(kind({ override: byHand })).toBe('uncontrolled')
    expect(kind({ policy: { ...policy, paused: true } })).toBe('uncontrolled')
    expect(kind({}, 'lapsed')).toBe('uncontrolled')
    expect(kind({ state: stateOf({ socPercent: 19 }) })).toBe('minimum')
  })

  test('that it goes last while three starts in a row were of no use and no other is made', () => {
    const starts = [1, 2, 3].map((minutes) =>
      command({ id: `start-${String(minutes)}`, kind: 'start', sentAt: addMinutes(NOW, -minutes) }),
    )
    const rests = (given: Partial<Known>, now = NOW): boolean =>
      neighbourOf(known({ commands: starts, ...given }), 'live', now)?.rank.kind === 'resting'
    expect(rests({})).toBe(true)
    expect(neighbourOf(known({ commands: starts }), 'live', BLOCK.start)?.rank.kind).toBe('ready-by')
    expect(neighbourOf(known({ commands: starts }), 'live', NOW)?.turns).toEqual([])
    expect(rests({ spentToday: { commands: 12, wakes: 0 } }, BLOCK.start)).toBe(true)
    expect(rests({ commands: starts.slice(1) })).toBe(false)
    expect(rests({ commands: [starts, command({ sentAt: addMinutes(NOW, -9) })].flat().slice(1) })).toBe(
      false,
    )
    expect(rests({ commands: starts.map((one) => ({ ...one, confirmedAt: NOW })) })).toBe(false)
    // It may have worked, as far as anybody knows.
    expect(rests({ state: stateOf({ observedAt: addMinutes(NOW, -1) }) })).toBe(false)
  })

  test('that it goes last while it sleeps and is not woken any more today, whatever is shown of it', () => {
    const asleep = stateOf({ status: 'charging', observedAt: addHours(NOW, -2) }, { reach: 'asleep' })
    const spentToday = { commands: 0, wakes: 3 }
    const waiting = { code: 'waiting_for_other_car', startsAt: NOW } as const
    const told = (given: Partial<Known>) => {
      const found = neighbourOf(known({ state: asleep, spentToday, ...given }), 'live', NOW)
      return found?.rank.kind
    }
    expect(told({})).toBe('resting')
    expect(told({ intent: { ...HELD, reason: waiting } })).toBe('resting')
    expect(told({ intent: { ...HELD, reason: { code: 'budget_spent', retryAt: NOW } } })).toBe('resting')
    expect(told({ spentToday: { commands: 0, wakes: 2 } })).toBe('ready-by')
    expect(told({ state: stateOf({ status: 'charging' }) })).toBe('ready-by')
    // It stands by our stop, and is still woken once in each pause.
    expect(told({ commands: [command({ sentAt: addMinutes(NOW, -9) })] })).toBe('ready-by')
  })
})
