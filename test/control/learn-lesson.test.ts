import { addDays, addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import { learnLesson } from '../../src/control/learn-lesson.ts'
import type { TroubleCause } from '../../src/events/trouble-causes.ts'
import { NOTHING_LEARNT, type CarLesson } from '../../src/vehicles/car-lesson.ts'
import { command, NOW, PLUGGED_IN, stateOf } from './night-facts.ts'

const BATTERY = { capacityKwh: 60, efficiency: 0.9 }

/** Two nights in which a start after our stop failed. */
function afterTwoNights(failed: TroubleCause, canWake: boolean): CarLesson {
  return [0, 1].reduce<CarLesson>((lesson, day) => {
    const [now, pluggedInAt] = [addDays(NOW, day), addDays(PLUGGED_IN, day)]
    const stop = command({ id: 'stop', sentAt: addMinutes(now, -200), confirmedAt: addMinutes(now, -199) })
    const start = command({ id: 'start', kind: 'start', sentAt: addMinutes(now, -5), outcome: 'refused' })
    const state = stateOf({ observedAt: addMinutes(now, -200) }, { pluggedInAt })
    const facts = { now, state, commands: [start, stop], test: null, canWake }
    return learnLesson(lesson, { before: state, facts, battery: BATTERY, confirmed: [], failed })
  }, NOTHING_LEARNT)
}

test.each<[TroubleCause, boolean, boolean]>([
  ['no_effect', true, true],
  ['refused', true, true],
  ['asleep', false, true],
  ['asleep', true, false],
  ['no_power', false, false],
  ['budget', false, false],
])(
  'a car whose start failed for %s on two nights, of a brand that wakes its cars: %s, is taken not to restart: %s',
  (failed, canWake, isTaken) => {
    expect(afterTwoNights(failed, canWake).doesNotRestartSince !== null).toBe(isTaken)
  },
)
