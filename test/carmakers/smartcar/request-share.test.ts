import { expect, test } from 'vitest'
import { SteppedClock } from '../../../src/base/clock.ts'
import { createRequestShare } from '../../../src/carmakers/smartcar/request-share.ts'
import { createMemoryHints } from '../../../src/hints/memory-hints.ts'

/** What Smartcar allows an application at once, and what of it reads may use. */
const AT_ONCE = 120
const READS_AT_ONCE = 90

async function granted(share: 'reads' | 'commands', first: 'reads' | null): Promise<number> {
  const hints = createMemoryHints(new SteppedClock(new Date('2024-12-12T16:00:00Z')))
  const shares = createRequestShare({ takeToken: (bucket, limit) => hints.takeToken(bucket, limit) })
  const take = async (one: 'reads' | 'commands'): Promise<number> => {
    let count = 0
    while (await shares.mayTake(one)) count++
    return count
  }
  if (first !== null) await take(first)
  return take(share)
}

test('commands may use the whole allowance, and no more', async () => {
  expect(await granted('commands', null)).toBe(AT_ONCE)
})

test('reads keep to their share, so that commands have theirs after however many reads', async () => {
  expect(await granted('reads', null)).toBe(READS_AT_ONCE)
  expect(await granted('commands', 'reads')).toBe(AT_ONCE - READS_AT_ONCE)
})
