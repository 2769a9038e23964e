import { addMinutes, addSeconds } from 'date-fns'
import { expect, test } from 'vitest'
import { decide } from '../../src/control/decide.ts'
import { NOTHING_SEEN } from '../../src/vehicles/seen-changes.ts'
import { command, factsOf, NOW, stateOf, STOPPED } from './night-facts.ts'

test('a stop that was written down and never sent leaves the car charging from our own start, which is not the driver’s', () => {
  const start = command({
    kind: 'start',
    epoch: 3,
    sentAt: addMinutes(NOW, -1),
    confirmedAt: addSeconds(NOW, 20),
  })
  const before = { ...STOPPED, sentAt: addMinutes(NOW, -30), confirmedAt: addMinutes(NOW, -29) }
  const changes = { ...NOTHING_SEEN, stoodSince: addMinutes(NOW, -9), startedAt: NOW }
  const decided = decide(
    factsOf({
      now: addMinutes(NOW, 1),
      state: stateOf({ status: 'charging' }, { changes }),
      commands: [command({ sentAt: NOW, outcome: null }), start, before],
    }),
  )
  expect(decided.override).toBe('keep')
  expect(decided.intent).toMatchObject({ desired: 'HOLD' })
})
