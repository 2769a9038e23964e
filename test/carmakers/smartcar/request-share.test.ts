import { expect, test } from 'vitest'
import { SteppedClock } from '../../../src/base/clock.ts'
import { createRequestShare, type Share } from '../../../src/carmakers/smartcar/request-share.ts'
import { createMemoryHints } from '../../../src/hints/memory-hints.ts'

/** What Smartcar allows an application at once, and what of it reads may use. */
const AT_ONCE = 120
const READS_AT_ONCE = 76
/** What Smartcar allows in a day, the first burst included. */
const IN_A_DAY = AT_ONCE + 2 * 60 * 24

function opened() {
  const clock = new SteppedClock(new Date('2024-12-12T16:00:00Z'))
  const hints = createMemoryHints(clock)
  const shares = createRequestShare({ takeToken: (bucket, limit) => hints.takeToken(bucket, limit) })
  const takeAll = async (share: Share): Promise<number> => {
    let count = 0
    while (await shares.mayTake(share)) count++
    return count
  }
  return { clock, takeAll }
}

test('commands may use what reads have, and reads no more than that', async () => {
  expect(await opened().takeAll('commands')).toBe(106)
  const { takeAll } = opened()
  expect(await takeAll('reads')).toBe(READS_AT_ONCE)
  expect(await takeAll('commands')).toBe(106 - READS_AT_ONCE)
})

test('after however many reads and commands a driver can consent, and a car be given back', async () => {
  const { takeAll } = opened()
  await takeAll('reads')
  await takeAll('commands')
  expect(await takeAll('consents')).toBe(10)
  expect(await takeAll('releases')).toBe(4)
})

test('what is kept for releases is left by consents, and the other way round', async () => {
  const consentsFirst = opened()
  expect(await consentsFirst.takeAll('consents')).toBe(READS_AT_ONCE + 10)
  expect(await consentsFirst.takeAll('releases')).toBe(30 + 4)
  const releasesFirst = opened()
  expect(await releasesFirst.takeAll('releases')).toBe(106 + 4)
  expect(await releasesFirst.takeAll('consents')).toBe(10)
})

test('all of them together are what Smartcar allows, in a minute and in a day', async () => {
  const { clock, takeAll } = opened()
  const everything = async (): Promise<number> => {
    let count = 0
    for (const share of ['reads', 'commands', 'consents', 'releases'] as const) count += await takeAll(share)
    return count
  }
  let taken = await everything()
  expect(taken).toBe(AT_ONCE)
  for (let minute = 0; minute < 60 * 24; minute++) {
    clock.stepTo(new Date(clock.now().getTime() + 60_000))
    taken += await everything()
  }
  expect(taken).toBeLessThanOrEqual(IN_A_DAY)
  expect(taken).toBeGreaterThan(IN_A_DAY - 10)
})
