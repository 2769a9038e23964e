import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { troubleOf, watchCourse } from '../../src/control/watch-course.ts'
import { NOTHING_LEARNT } from '../../src/vehicles/car-lesson.ts'
import { BLOCK, command, factsOf, followed, HELD, PLUGGED_IN, policy, stateOf } from './night-facts.ts'

const NOW = addMinutes(BLOCK.start, 30)

/** Three starts in the block, after a stop of ours that worked; the car obeys none of them. */
const COMMANDS = [10, 15, 20].map((minutes, index) =>
  command({
    ...{ id: `start-${String(index)}`, kind: 'start', epoch: 5, attempt: index + 1 },
    sentAt: addMinutes(BLOCK.start, minutes),
  }),
)
const STOP = command({ sentAt: addMinutes(NOW, -300), confirmedAt: addMinutes(NOW, -299) })

/** A pass over a car that stands in its block although it is told to charge, to 90 % for the morning after next. */
function pass(socPercent: number) {
  const state = stateOf({ socPercent, observedAt: NOW, limitPercent: null }, { checkedAt: NOW })
  const facts = factsOf({
    ...{ now: NOW, state, followed: followed(), aheadPercent: 90, latestStart: null },
    commands: [...COMMANDS.toReversed(), STOP],
    previous: { ...HELD, desired: 'CHARGE', epoch: 5, decidedAt: addMinutes(BLOCK.start, 10) },
  })
  const vehicle = {
    ...{ id: 'vehicle-1', connectionId: 'connection-1', driverId: 'driver-1', siteId: 'site-1' },
    ...{ capacityKwh: 100, powerKw: 10, efficiency: 1, homePlug: true, toldAtHome: null },
    ...{ controllable: null, controllableAskedAt: null, quietUntil: null },
  }
  const known = {
    ...{ vehicle, site: { maxPowerKw: 11 }, policy, state, plan: undefined, intent: undefined },
    ...{ override: undefined, test: null, tests: [], commands: facts.commands, incidents: [] },
    ...{ spentToday: facts.spentToday, lesson: NOTHING_LEARNT },
  }
  const sight = { now: NOW, state, vehicle, facts, limits: undefined, blocked: [] }
  return { facts, ...watchCourse({ known, newId: () => 'new' }, sight) }
}

describe('a start that fails in a block of the plan', () => {
  test('is told while the car lacks what is promised', () => {
    const { decision, incidents } = pass(60)
    expect(decision.intent).toMatchObject({ desired: 'CHARGE', cause: 'price' })
    expect(incidents.map(({ event }) => event?.type)).toEqual(['charging.trouble'])
  })

  test('is not told where only charging ahead fails: the car has what is promised', () => {
    const { decision, incidents } = pass(80)
    expect(decision.intent).toMatchObject({ desired: 'CHARGE', cause: 'price' })
    expect(incidents).toEqual([])
  })

  test('nor that its carmaker is away then: what is for the driver is judged alike where no call is made', () => {
    const told = (soc: number) => {
      const { decision, facts } = pass(soc)
      const away = { ...facts, carmakerDownSince: NOW }
      const { found, sign } = troubleOf(away, decision, NOTHING_LEARNT)
      return [found?.cause, sign?.cause]
    }
    expect(told(60)).toEqual(['carmaker_down', 'carmaker_down'])
    expect(told(80)).toEqual(['carmaker_down', undefined])
  })

  test('tells of either that the car may not start after a stop', () => {
    for (const soc of [60, 80]) expect(pass(soc).lesson.failedRestarts).toEqual([PLUGGED_IN])
  })
})
