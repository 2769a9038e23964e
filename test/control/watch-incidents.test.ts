import { addHours, addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import type { Facts } from '../../src/control/facts.ts'
import type { Incident } from '../../src/control/incident.ts'
import type { Shortfall } from '../../src/control/shortfall.ts'
import type { TroubleSign } from '../../src/control/trouble.ts'
import { nextIncidentLook, watchIncidents } from '../../src/control/watch-incidents.ts'
import { factsOf, NOW, policy, READY_BY, stateOf, STOPPED } from './night-facts.ts'

const sign: TroubleSign = {
  cause: 'no_effect',
  desired: 'CHARGE',
  since: addMinutes(NOW, -2),
  patienceMinutes: 6,
}
const shortfall: Shortfall = {
  readyBy: READY_BY,
  targetPercent: 80,
  expectedPercent: 71,
  expectedAt: addHours(READY_BY, 1),
  minutesLate: 60,
}

interface Found {
  readonly sign?: TroubleSign | null
  readonly shortfall?: Shortfall | null
  readonly open?: readonly Incident[]
  readonly facts?: Facts
}

function watch({ sign: found = null, shortfall: late = null, open = [], facts = factsOf() }: Found) {
  return { facts, decision: decide(facts), sign: found, shortfall: late, open, newId: () => 'new' }
}

/** The incidents after a pass, and what was told. */
function after(found: Found) {
  const changes = watchIncidents(watch(found))
  const open = changes.filter(({ overAt }) => overAt === null).map(({ incident }) => incident)
  return { open, told: changes.flatMap(({ event }) => (event === null ? [] : [event.type])), changes }
}

const at = (minutes: number, given: Partial<Facts> = {}) =>
  factsOf({ ...given, now: addMinutes(NOW, minutes) })

describe('an incident', () => {
  test('is told once: when its patience is over, counted from the first failure', () => {
    const first = after({ sign })
    expect(first.told).toEqual([])
    expect(nextIncidentLook(first.changes, watch({ sign }))).toEqual(addMinutes(NOW, 4))
    const second = after({ sign: { ...sign, since: addMinutes(NOW, 3) }, open: first.open, facts: at(4) })
    expect(second.told).toEqual(['charging.trouble'])
    expect(second.open[0]?.since).toEqual(sign.since)
    expect(after({ sign, open: second.open, facts: at(60) }).changes).toEqual([])
  })

  test('is told at once if it will not pass by itself', () => {
    expect(after({ sign: { ...sign, patienceMinutes: 0 } }).told).toEqual(['charging.trouble'])
  })

  test.each([
    ['limit_reached', 'disconnected', 'not_wanted'],
    ['key_missing', 'disconnected', 'not_wanted'],
    ['consent', 'disconnected', 'it_obeys'],
    ['limit_reached', 'connected', 'it_obeys'],
  ] as const)('%s of a car that is %s then is over because %s', (cause, status, because) => {
    const open: Incident = { kind: 'trouble', id: 'told', ...sign, cause, toldAt: NOW }
    const { changes } = after({ open: [open], facts: at(60, { state: stateOf({ status }) }) })
    expect(changes.map(({ event }) => event?.data)).toMatchObject([{ because }])
  })

  test('that passes before it is told is told never', () => {
    const { open } = after({ sign })
    const over = after({ open, facts: at(2) })
    expect(over.changes).toHaveLength(1)
    expect(over.told).toEqual([])
  })

  const told: Incident = { kind: 'trouble', id: 'told', ...sign, toldAt: NOW }

  test('is not over because the hour is: only what the car shows afterwards tells that', () => {
    expect(after({ open: [told], facts: at(60) }).changes).toEqual([])
    const charging = stateOf({ status: 'charging', observedAt: addMinutes(NOW, 59) })
    expect(after({ open: [told], facts: at(60, { state: charging }) }).told).toEqual([
      'charging.trouble_over',
    ])
    const before = stateOf({ status: 'charging', observedAt: addMinutes(NOW, -3) })
    expect(after({ open: [told], facts: at(60, { state: before }) }).changes).toEqual([])
  })

  test.each([
    ['its carmaker was away, and the plug is dead', 'carmaker_down', 'no_power'],
    ['the carmaker wanted quiet, and the car does nothing', 'budget', 'no_effect'],
    ['the car said no, and access is lost by now', 'refused', 'consent'],
  ] as const)('whose cause asks something else of the driver by now is told anew: %s', (_, before, cause) => {
    const open = [{ ...told, cause: before }]
    const other = { ...sign, cause, since: addMinutes(NOW, 30) }
    const soon = { sign: other, open, facts: at(35) }
    expect(after(soon).changes).toEqual([])
    expect(nextIncidentLook([], watch(soon))).toEqual(addMinutes(NOW, 36))
    const due = after({ ...soon, facts: at(36) })
    expect(due.told).toEqual(['charging.trouble_over', 'charging.trouble'])
    expect(due.changes[0]?.event).toMatchObject({ data: { cause: before, because: 'other_cause' } })
    expect(due.open).toMatchObject([{ id: 'new', cause, toldAt: addMinutes(NOW, 36) }])
    expect(nextIncidentLook(due.changes, watch(soon))).toBeUndefined()
    expect(after({ ...soon, open: due.open, facts: at(60) }).changes).toEqual([])
  })

  test('is over in a pause, but not while the car is still to be given back', () => {
    const paused = { policy: { ...policy, paused: true } }
    const [change] = after({ open: [told], facts: at(60, paused) }).changes
    expect(change?.event).toMatchObject({ data: { because: 'not_wanted' } })
    expect(after({ open: [told], facts: at(60, { ...paused, commands: [STOPPED] }) }).changes).toEqual([])
  })

  test('of which another sign is found is the same: the driver knows that the car does not charge', () => {
    const changed = { ...sign, cause: 'no_answer', since: addMinutes(NOW, 30) } as const
    expect(after({ sign: changed, open: [told], facts: at(60) }).changes).toEqual([])
    const away = { ...sign, cause: 'carmaker_down' } as const
    expect(after({ sign: away, open: [told], facts: at(60) }).changes).toEqual([])
  })

  test('is over when the car is unplugged', () => {
    const away = stateOf({ status: 'disconnected', observedAt: addMinutes(NOW, 59) })
    const [change] = after({ open: [told], facts: at(60, { state: away }) }).changes
    expect(change?.event).toMatchObject({ data: { because: 'not_wanted' } })
  })
})

describe('a shortfall', () => {
  test('is told as soon as it is known, once, and withdrawn when it no longer holds', () => {
    const first = after({ shortfall })
    expect(first.told).toEqual(['ready_by.at_risk'])
    expect(after({ shortfall, open: first.open, facts: at(10) }).changes).toEqual([])
    const slight = { ...shortfall, minutesLate: 3 }
    expect(after({ shortfall: slight, open: first.open, facts: at(10) }).changes, 'not before').toEqual([])
    const [change] = after({ open: first.open, facts: at(20) }).changes
    expect(change?.event).toMatchObject({ type: 'ready_by.safe', data: { because: 'in_time' } })
  })

  test('of minutes is not told: state of charge comes in whole points', () => {
    expect(after({ shortfall: { ...shortfall, minutesLate: 9 } }).told).toEqual([])
  })

  test('that comes true is told as missed, with what the car has', () => {
    const { open } = after({ shortfall })
    const morning = factsOf({ now: READY_BY, state: stateOf({ socPercent: 71 }) })
    const [change] = after({ shortfall, open, facts: morning }).changes
    expect(change?.event).toEqual({
      type: 'ready_by.missed',
      data: { readyBy: READY_BY, targetPercent: policy.targetPercent, socPercent: 71 },
    })
    expect(after({ shortfall, facts: morning }).told, 'what is past is not warned of').toEqual([])
  })

  test('is void when another time is promised', () => {
    const { open } = after({ shortfall })
    const other = { ...shortfall, readyBy: addHours(READY_BY, 2) }
    const [change] = after({ shortfall: other, open, facts: at(10) }).changes
    expect(change?.event).toMatchObject({ type: 'ready_by.safe', data: { because: 'void' } })
  })
})
