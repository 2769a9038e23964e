import { beforeAll, describe, expect, it } from 'vitest'
import { compiled } from '../support/compiled.ts'
import { counts, countedSince, everyCar } from './dispatch-count.ts'
import { flip, freeze, openWorld, settle, thaw, type World } from './dispatch-world.ts'
import { NEEDS_SERVER, SERVER_URL, THOROUGH } from './fleet.ts'

const TITLE = `a process that stands still past its lease${NEEDS_SERVER}`
const TIMES = THOROUGH ? 50 : 1
type Case = readonly [title: string, how: 'stopped' | 'busy', sendsLate: boolean, received: number]
const CASES: readonly Case[] = [
  ['CS04: that is stopped (SIGSTOP)', 'stopped', false, 1],
  ['DU15: whose event loop is blocked', 'busy', false, 1],
]
const CONTROL: Case = ['CS04, control: that does not see how time passes is found out', 'stopped', true, 2]

// Side by side, since what they do most is stand still.
describe.skipIf(SERVER_URL === undefined).concurrent(TITLE, () => {
  // Not while one of them has a transaction open: the server ends one that stands still.
  beforeAll(() => {
    compiled('test/chaos/worker-process.ts')
  })

  it.each([CONTROL, ...Array.from({ length: TIMES }, () => CASES).flat()])(
    '%s: the command is received so often: %s, %s, %d (LADEPLAN_THOROUGH=1: 50 times each)',
    async (_, how, sendsLate, received) => {
      const world = await openWorld()
      try {
        expect(await mostReceived(world, { how, sendsLate })).toBe(received)
      } finally {
        await world.close()
      }
    },
    120_000,
  )
})

/** How often a car got the command that one process froze with in its hand and another saw to. */
async function mostReceived(world: World, defects: Parameters<typeof freeze>[1]): Promise<number> {
  const before = counts(world.fleet)
  await flip(world)
  const zombie = await freeze(world, defects)
  // Another process takes all over: the command that was not sent yet, and those that were not even written.
  await settle(world)
  expect(countedSince(world.fleet, before)).toEqual(everyCar({ received: 1, effective: ['start'] }))
  await thaw(zombie)
  return Math.max(...countedSince(world.fleet, before).map((car) => car.received))
}
