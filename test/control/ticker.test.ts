import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTicker, type Ticker } from '../../src/control/ticker.ts'

describe('the ticker', () => {
  let ticker: Ticker | undefined
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2024-12-12T16:00:00.500Z') })
  })
  afterEach(async () => {
    await ticker?.stop()
    vi.useRealTimers()
  })

  /** A ticker whose ticks end when they are told to. */
  const start = (seconds = 10) => {
    const running: { end(): void; fail(): void }[] = []
    const faults: unknown[] = []
    const seen = { ticks: 0, most: 0, faults }
    ticker = startTicker({
      seconds,
      tick: () => {
        seen.ticks += 1
        return new Promise<void>((resolve, reject) => {
          const over = (settle: () => void) => () => {
            running.shift()
            settle()
          }
          running.push({
            end: over(resolve),
            fail: over(() => {
              reject(new Error('tick failed'))
            }),
          })
          seen.most = Math.max(seen.most, running.length)
        })
      },
      onFault: (error) => seen.faults.push(error),
    })
    const end = async (how: 'end' | 'fail' = 'end') => {
      running[0]?.[how]()
      await vi.advanceTimersByTimeAsync(0)
    }
    return { ticker, seen, end }
  }

  it('ticks as often as it is told', async () => {
    const { seen, end } = start(10)
    for (let second = 0; second < 60; second++) {
      await vi.advanceTimersByTimeAsync(1000)
      await end()
    }
    expect(seen.ticks).toBe(6)
  })

  it('never ticks twice at once, and ticks once more after a tick that was long', async () => {
    const { seen, end } = start(10)
    await vi.advanceTimersByTimeAsync(45_000)
    expect(seen).toMatchObject({ ticks: 1, most: 1 })
    await end()
    expect(seen).toMatchObject({ ticks: 2, most: 1 })
    await end()
    expect(seen.ticks).toBe(2)
  })

  it('ticks at once when poked, and once more if poked during a tick', async () => {
    const { ticker: poked, seen, end } = start(59)
    poked.poke()
    expect(seen.ticks).toBe(1)
    for (let time = 0; time < 5; time++) poked.poke()
    expect(seen).toMatchObject({ ticks: 1, most: 1 })
    await end()
    expect(seen.ticks).toBe(2)
    await end()
    expect(seen.ticks).toBe(2)
    poked.poke()
    expect(seen.ticks).toBe(3)
    await end()
  })

  it('goes on after a tick that failed, and tells of it', async () => {
    const { seen, end } = start(10)
    await vi.advanceTimersByTimeAsync(10_000)
    await end('fail')
    expect(seen.faults).toEqual([new Error('tick failed')])
    await vi.advanceTimersByTimeAsync(10_000)
    await end()
    expect(seen.ticks).toBe(2)
  })

  it('goes on after a tick that failed before it had begun to wait', async () => {
    const faults: unknown[] = []
    let ticks = 0
    ticker = startTicker({
      seconds: 10,
      tick: () => {
        ticks += 1
        throw new Error('at once')
      },
      onFault: (error) => faults.push(error),
    })
    await vi.advanceTimersByTimeAsync(30_000)
    expect({ ticks, faults: faults.length }).toEqual({ ticks: 3, faults: 3 })
  })

  it('waits for the tick under way when it is stopped, and ticks no more', async () => {
    const { ticker: stopped, seen, end } = start(10)
    await vi.advanceTimersByTimeAsync(10_000)
    let over = false
    const stopping = stopped.stop().then(() => {
      over = true
    })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(over).toBe(false)
    await end()
    await stopping
    expect(seen.ticks).toBe(1)
  })

  it('does not tick again on a poke that came before it was stopped', async () => {
    const { ticker: stopped, seen, end } = start(10)
    stopped.poke()
    stopped.poke()
    const stopping = stopped.stop()
    await end()
    await stopping
    expect(seen.ticks).toBe(1)
    stopped.poke()
    expect(seen.ticks).toBe(1)
  })

  it.each([0, -1, 60, Number.NaN])('refuses to tick every %d seconds', (seconds) => {
    expect(() => start(seconds)).toThrow(RangeError)
  })
})
