import { SteppedClock } from '../../src/base/clock.ts'
import type { Hints } from '../../src/hints/hints.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { DUSK } from '../simulator/support.ts'

/** Hints whose share of Smartcar for commands can be used up, and with it all that commands may take of others. */
export function shareThatCloses() {
  let isOpen = true
  let areReleasesKept = false
  let refused = 0
  let isFallback = false
  const hints: Hints = createMemoryHints(new SteppedClock(DUSK))
  const takeToken: Hints['takeToken'] = (bucket, limit) => {
    if (!bucket.startsWith('smartcar')) return hints.takeToken(bucket, limit)
    const isCommand = bucket === 'smartcar:commands' || (isFallback && bucket === 'smartcar:reads')
    isFallback = !isOpen && bucket === 'smartcar:commands'
    if (bucket === 'smartcar:releases') return Promise.resolve(isOpen || areReleasesKept)
    if (isOpen || !isCommand) return Promise.resolve(true)
    if (!isFallback) refused += 1
    return Promise.resolve(false)
  }
  return {
    hints: { ...hints, takeToken },
    close: () => void (isOpen = false),
    /** What is kept for releases is there although the rest is used up. */
    keepReleases: () => void (areReleasesKept = true),
    open: () => {
      isOpen = true
      areReleasesKept = false
    },
    /** Commands that were not let through. */
    refused: () => refused,
  }
}
