import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { ORDINARY_RECIPE } from '../../src/carmakers/command-recipe.ts'
import { decide } from '../../src/control/decide.ts'
import type { DecidedIntent, Facts } from '../../src/control/facts.ts'
import { wakeByOf } from '../../src/control/in-doubt.ts'
import { NOTHING_LEARNT } from '../../src/vehicles/car-lesson.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { factsOf, HELD, NOW, policy, stateOf, told } from './night-facts.ts'

const CAR: Vehicle = {
  ...{ id: 'car', connectionId: 'connection', driverId: 'driver', siteId: 'site' },
  ...{ capacityKwh: 60, powerKw: 11, efficiency: 0.9, homePlug: true, toldAtHome: null },
  ...{ controllable: 'yes', controllableAskedAt: null, quietUntil: null },
}
const DOUBTED = addMinutes(NOW, -60)
/** Last seen away from the plug; since then its carmaker did not answer for a while, and now it sleeps. */
const state = stateOf(
  { status: 'disconnected', observedAt: addMinutes(NOW, -120) },
  { reach: 'asleep', pluggedInAt: null, doubtedAt: DOUBTED },
)
/** 60 kWh at 9.9 kW into the battery, up to 80 %: 4 h 51 min and the minutes of the taper, with as much slack as is promised. */
const WAKE_BY = { earliest: new Date('2025-01-23T00:00Z'), latest: new Date('2025-01-23T00:10Z') }
const WOKEN: DecidedIntent = {
  ...{ desired: 'RELEASE', cause: 'in-doubt', validUntil: NOW, epoch: 7, decidedAt: NOW },
  reason: { code: 'waking' },
}

describe('a sleeping car that may have come unseen', () => {
  const known = { canWake: true, vehicle: CAR, site: { maxPowerKw: 11 }, policy, lesson: NOTHING_LEARNT }
  const wakeBy = (given: Partial<Parameters<typeof wakeByOf>[0]> = {}, now = NOW): Date | null =>
    wakeByOf({ ...known, state, intent: HELD, ...given }, ORDINARY_RECIPE, now)

  test('is woken when an empty battery would have to be charged from then on', () => {
    const at = wakeBy()
    expect(at?.getTime()).toBeGreaterThan(WAKE_BY.earliest.getTime())
    expect(at?.getTime()).toBeLessThan(WAKE_BY.latest.getTime())
  })

  test('is woken at once if there is less time than that', () => {
    const late = new Date('2025-01-23T04:00Z')
    expect(wakeBy({}, late)).toEqual(late)
  })

  test.each<[string, Parameters<typeof wakeBy>[0]]>([
    ['its brand cannot wake cars', { canWake: false }],
    ['it is not in doubt', { state: { ...state, doubtedAt: undefined } }],
    ['it is awake, and tells', { state: { ...state, reach: 'online' } }],
    ['it was woken for this doubt', { intent: WOKEN }],
    ['its driver has paused it', { policy: { ...policy, paused: true } }],
    ['it is known to be elsewhere', { vehicle: { ...CAR, toldAtHome: false } }],
  ])('is not woken if %s', (_, given) => {
    expect(wakeBy(given)).toBeNull()
  })

  test('is woken again in another doubt', () => {
    expect(wakeBy({ intent: { ...WOKEN, decidedAt: addMinutes(DOUBTED, -1) } })).not.toBeNull()
  })
})

describe('the wake-up of a car in doubt', () => {
  const decided = (given: Partial<Facts> = {}) =>
    decide(factsOf({ state, wakeBy: NOW, commands: [], previous: HELD, ...given }))

  test('is sent when it is time, with its reason, and nothing else is wanted', () => {
    expect(told(decided({ wakeBy: addMinutes(NOW, 1) }))).toBe('nothing (not_plugged_in)')
    expect(told(decided())).toBe('RELEASE in-doubt, send wake')
    expect(decided().reason).toEqual({ code: 'waking' })
  })

  test('is a want of its own each time, so that no two are ever taken for the same try', () => {
    expect(decided({ previous: WOKEN }).intent?.epoch).toBe(8)
  })

  test.each<[string, Partial<Facts>, string]>([
    ['the wakes of the day are spent', { spentToday: { commands: 0, wakes: 3 } }, 'nothing (not_plugged_in)'],
    ['consent has ended', { consent: 'ended' }, 'nothing (consent_withdrawn)'],
    ['the car would not obey', { controllable: 'no' }, 'nothing (not_controllable)'],
  ])('is not sent if %s', (_, given, expected) => {
    expect(told(decided(given))).toBe(expected)
  })

  test('is waited for a quarter of an hour, in which the car is looked at every three minutes', () => {
    const after = (minutes: number): Date | null => {
      const now = addMinutes(NOW, minutes)
      return decided({ now, wakeBy: null, previous: WOKEN }).nextDue
    }
    expect(after(1)).toEqual(addMinutes(NOW, 4))
    expect(after(15)).toEqual(addMinutes(NOW, 25))
  })
})
