import { expect, test } from 'vitest'
import { SteppedClock, realClock } from '../../src/base/clock.ts'
import type { Hints } from '../../src/hints/hints.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { sharingRates } from '../../src/hints/shared-rates.ts'
import { hintsContract } from './contract.ts'

const START = new Date('2025-01-22T12:00:00Z')
/** As Smartcar allows commands, an hour of them and those at once. */
const LIMIT = { perSecond: 0.5 / 60, burst: 30 }
const IN_AN_HOUR = 30 + 30

const alone = { processes: () => Promise.resolve(1), processClock: realClock }
hintsContract('that share rates, of one process alone', () =>
  Promise.resolve(sharingRates(createMemoryHints(realClock), alone)),
)

/** Tokens that processes get together in an hour of asking every ten seconds. */
async function takenInAnHour(clock: SteppedClock, all: readonly Hints[]): Promise<number> {
  let taken = 0
  for (let second = 0; second < 3_600; second += 10) {
    for (const hints of all) while (await hints.takeToken('smartcar:commands', LIMIT)) taken++
    clock.stepTo(new Date(clock.now().getTime() + 10_000))
  }
  return taken
}

test('an evacuation and two workers that cannot count together take no more than one would', async () => {
  const clock = new SteppedClock(START)
  const three = [1, 2, 3].map(() => createMemoryHints(clock))
  const options = { processes: () => Promise.resolve(3), processClock: clock }
  const taken = await takenInAnHour(
    clock,
    three.map((hints) => sharingRates(hints, options)),
  )
  expect(taken).toBeLessThanOrEqual(IN_AN_HOUR)
  expect(taken).toBeGreaterThan(IN_AN_HOUR - 4)
  // The control: each by itself takes all of it.
  const apart = [1, 2, 3].map(() => createMemoryHints(clock))
  expect(await takenInAnHour(clock, apart)).toBeGreaterThan(2.5 * IN_AN_HOUR)
})

test('a process keeps to what it knew while it cannot ask how many there are, and asks seldom', async () => {
  const clock = new SteppedClock(START)
  let asked = 0
  const processes = (): Promise<number> => {
    asked++
    return asked === 1 ? Promise.resolve(2) : Promise.reject(new Error('The database is away'))
  }
  const hints = sharingRates(createMemoryHints(clock), { processes, processClock: clock })
  const all = await takenInAnHour(clock, [hints])
  expect(all).toBeLessThanOrEqual(IN_AN_HOUR / 2 + 1)
  expect(asked).toBeLessThanOrEqual(361)
})
