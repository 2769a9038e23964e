import { afterEach, describe, expect, it } from 'vitest'
import { answerUnknown, countedSince, counts, everyCar } from './dispatch-count.ts'
import { STEPS, type Step } from './dispatch-steps.ts'
import { CARS, dieAt, flip, openWorld, settle, type World } from './dispatch-world.ts'
import { NEEDS_SERVER, SERVER_URL, THOROUGH } from './fleet.ts'

const ROUNDS = THOROUGH ? 20 : 1
/** Where nobody has been told anything by the time of the kill. */
const LOST: readonly Step[] = ['leased', 'written', 'sent']

describe.skipIf(SERVER_URL === undefined)(`a process killed while it dispatches${NEEDS_SERVER}`, () => {
  let world: World | undefined
  afterEach(() => world?.close())

  it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    `CS01: of ${String(CARS)} commands at each step none is lost and none doubled, round %i (LADEPLAN_THOROUGH=1: ${String(CARS * 20)})`,
    async (round) => {
      world = await openWorld()
      expect(countedSince(world.fleet, [])).toEqual(everyCar({ received: 1, effective: ['stop'] }))
      // In every other round each step meets the other kind of command.
      if (round % 2 === 1) {
        await flip(world)
        await settle(world)
      }
      for (const step of STEPS) await dispatchKilledAt(world, step)
    },
    60_000 + 20_000 * STEPS.length,
  )

  it('CS01, control: a process that sends again what it knows no answer to is found out', async () => {
    world = await openWorld()
    const before = counts(world.fleet)
    await dieAt(world, 'accepted')
    await answerUnknown(world.fleet)
    expect(countedSince(world.fleet, before).some(({ received }) => received > 1)).toBe(true)
  }, 60_000)
})

/** One want of every driver, whose dispatch is killed at a step, and what came of it at the carmaker. */
async function dispatchKilledAt(world: World, step: Step): Promise<void> {
  const before = counts(world.fleet)
  await dieAt(world, step)
  // What the counting has to find out: commands are lost until somebody sees to them.
  const atKill = LOST.includes(step)
    ? { received: 0, effective: [] }
    : { received: 1, effective: [world.wanted] }
  expect({ [step]: countedSince(world.fleet, before) }).toEqual({ [step]: everyCar(atKill) })
  await settle(world)
  const once = { received: 1, effective: [world.wanted] }
  expect({ [step]: countedSince(world.fleet, before) }).toEqual({ [step]: everyCar(once) })
}
