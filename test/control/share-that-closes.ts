import { SteppedClock } from '../../src/base/clock.ts'
import type { Hints } from '../../src/hints/hints.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { DUSK } from '../simulator/support.ts'

/** Hints whose share of Smartcar for commands can be used up, and with it what commands may take of that for reads. */
export function shareThatCloses() {
  let isOpen = true
  let refused = 0
  let isFallback = false
  const hints: Hints = createMemoryHints(new SteppedClock(DUSK))
  const takeToken: Hints['takeToken'] = (bucket, limit) => {
    const isCommand = bucket === 'smartcar:commands' || (isFallback && bucket === 'smartcar:reads')
    isFallback = !isOpen && bucket === 'smartcar:commands'
    if (isOpen || !isCommand)
      return bucket.startsWith('smartcar') ? Promise.resolve(true) : hints.takeToken(bucket, limit)
    if (!isFallback) refused += 1
    return Promise.resolve(false)
  }
  return {
    hints: { ...hints, takeToken },
    close: () => void (isOpen = false),
    open: () => void (isOpen = true),
    /** Commands that were not let through. */
    refused: () => refused,
  }
}
