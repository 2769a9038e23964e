import { expect, test } from 'vitest'
import { SteppedClock, realClock } from '../../src/base/clock.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { hintsContract } from './contract.ts'

hintsContract('in memory', () => Promise.resolve(createMemoryHints(realClock)))

test('tokens in memory come back at the rate, and never above the burst', async () => {
  const start = Date.UTC(2025, 0, 22)
  const clock = new SteppedClock(new Date(start))
  const hints = createMemoryHints(clock)
  const takeAll = async () => {
    let taken = 0
    while (await hints.takeToken('tesla', { perSecond: 2, burst: 4 })) taken++
    return taken
  }
  expect(await takeAll()).toBe(4)
  clock.stepTo(new Date(start + 1_000))
  expect(await takeAll()).toBe(2)
  clock.stepTo(new Date(start + 1_400))
  expect(await takeAll()).toBe(0)
  clock.stepTo(new Date(start + 1_500))
  expect(await takeAll()).toBe(1)
  clock.stepTo(new Date(start + 3_600_000))
  expect(await takeAll()).toBe(4)
})
