import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { NEEDS_SERVER, SERVER_URL, THOROUGH } from './fleet.ts'
import { seededRandomness, type Randomness } from '../../src/base/random.ts'
import { openStorm, rage, report, type Storm } from './storm.ts'

const CARS = THOROUGH ? 500 : 40
const SECONDS = THOROUGH ? 600 : 12
const PROCESSES = 4
const KILL_EVERY_SECONDS = 2

const TITLE = `processes killed at random${NEEDS_SERVER}`

describe.skipIf(SERVER_URL === undefined)(TITLE, () => {
  let storm: Storm | undefined
  afterEach(() => storm?.close())

  it(
    `CS02: ${String(CARS)} cars do what is wanted after ${String(SECONDS)} s in which one of ${String(PROCESSES)} processes is killed every ${String(KILL_EVERY_SECONDS)} s (LADEPLAN_THOROUGH=1: 500 cars, 600 s)`,
    async () => {
      storm = await openStorm(CARS)
      const world = storm
      await Promise.all(Array.from({ length: PROCESSES }, () => world.start()))
      const dice = seededRandomness('kills')
      let kills = 0
      const disturb = async (): Promise<void> => {
        await killOne(world, dice)
        kills += 1
        // It may still be starting when it is killed in its turn, or when all is over.
        world.start().catch(() => undefined)
      }
      const after = await rage(world, { seconds: SECONDS, everySeconds: KILL_EVERY_SECONDS, disturb })
      report(`${String(kills)} kills`, after)
      expect(after).toMatchObject({ wrong: 0, doubled: 0 })
      expect(kills).toBe(SECONDS / KILL_EVERY_SECONDS)
      expect(after.asked).toBeGreaterThan(CARS / 5)
    },
    (SECONDS + 300) * 1000,
  )

  it('CS02, control: without any process the same count finds cars that do not do what is wanted', async () => {
    storm = await openStorm(3)
    const disturb = (): Promise<void> => Promise.resolve()
    const after = await rage(storm, { seconds: 1, everySeconds: 1, disturb, calmWithin: 5 })
    // Those who asked for it charge already, as cars do that nobody has stopped.
    expect(after).toMatchObject({ asked: 2, wrong: 1 })
  })
})

/** Any of those that live, ready or not: there are never more than {@link PROCESSES}, however long one takes to start. */
async function killOne({ fleet }: Storm, dice: Randomness): Promise<void> {
  const alive = [...fleet.children].filter(
    ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
  )
  const victim = alive[Math.floor(dice.fraction() * alive.length)]
  if (victim === undefined) return
  const gone = once(victim, 'exit')
  victim.kill('SIGKILL')
  await gone
}
