import { afterEach, describe, expect, it } from 'vitest'
import { counts, countedSince, everyCar } from './dispatch-count.ts'
import { flip, freeze, openWorld, settle, thaw, type World } from './dispatch-world.ts'
import { IS_SLOW_ASKED, NEEDS_SERVER, SERVER_URL } from './fleet.ts'

const TITLE = `a process that stands still past its lease (LADEPLAN_SLOW_CHAOS=1)${NEEDS_SERVER}`

describe.skipIf(!IS_SLOW_ASKED || SERVER_URL === undefined)(TITLE, () => {
  let world: World | undefined
  afterEach(() => world?.close())

  it.each([
    ['CS04: that is stopped (SIGSTOP)', 'stopped', false, 1],
    ['DU15: whose event loop is blocked', 'busy', false, 1],
    ['CS04, control: that does not see how time passes is found out', 'stopped', true, 2],
  ] as const)(
    '%s: the command is received so often: %s, %s, %d',
    async (_, how, sendsLate, received) => {
      world = await openWorld()
      const before = counts(world.fleet)
      await flip(world)
      const zombie = await freeze(world, { how, sendsLate })
      // Another process takes all over: the command that was not sent yet, and those that were not even written.
      await settle(world)
      expect(countedSince(world.fleet, before)).toEqual(everyCar({ received: 1, effective: ['start'] }))
      await thaw(zombie)
      const most = Math.max(...countedSince(world.fleet, before).map((car) => car.received))
      expect(most).toBe(received)
    },
    60_000,
  )
})
