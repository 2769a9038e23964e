import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Hints } from '../../src/hints/hints.ts'

/** What every implementation of hints keeps. */
export function hintsContract(name: string, create: () => Promise<Hints>): void {
  describe(`hints, ${name}`, () => {
    const opened: Hints[] = []
    const open = async (): Promise<Hints> => {
      const hints = await create()
      opened.push(hints)
      return hints
    }
    afterEach(async () => {
      for (const hints of opened.splice(0)) await hints.close()
    })
    let buckets = 0
    const newBucket = () =>
      `contract-${String(process.pid)}-${String(performance.now())}-${String(buckets++)}`

    it('gives the burst at once and then no more', async () => {
      const hints = await open()
      const bucket = newBucket()
      const limit = { perSecond: 0.001, burst: 3 }
      const taken = []
      for (let i = 0; i < 5; i++) taken.push(await hints.takeToken(bucket, limit))
      expect(taken).toEqual([true, true, true, false, false])
    })

    it('gives no more than the burst to many who ask at the same time', async () => {
      const hints = await open()
      const bucket = newBucket()
      const asked = Array.from({ length: 50 }, () => hints.takeToken(bucket, { perSecond: 0.001, burst: 7 }))
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(7)
    })

    it('keeps buckets apart', async () => {
      const hints = await open()
      const limit = { perSecond: 0.001, burst: 1 }
      const [one, other] = [newBucket(), newBucket()]
      expect([await hints.takeToken(one, limit), await hints.takeToken(other, limit)]).toEqual([true, true])
    })

    it('fills an empty bucket again', async () => {
      const hints = await open()
      const bucket = newBucket()
      const limit = { perSecond: 50, burst: 1 }
      await hints.takeToken(bucket, limit)
      await vi.waitFor(async () => {
        expect(await hints.takeToken(bucket, limit)).toBe(true)
      })
    })

    it('wakes every listener of the topic once, and no other', async () => {
      const hints = await open()
      const [first, second, other] = [vi.fn(), vi.fn(), vi.fn()]
      hints.onWake('vehicles', first)
      hints.onWake('vehicles', second)
      hints.onWake('prices', other)
      await hints.wake('vehicles')
      expect([first, second, other].map((listener) => listener.mock.calls.length)).toEqual([1, 1, 0])
    })

    it('wakes the next listener though one throws', async () => {
      const hints = await open()
      const listener = vi.fn()
      hints.onWake('vehicles', () => {
        throw new Error('cannot')
      })
      hints.onWake('vehicles', listener)
      await hints.wake('vehicles')
      expect(listener).toHaveBeenCalledOnce()
    })

    it('lets a listener go, and only that one', async () => {
      const hints = await open()
      const listener = vi.fn()
      const stop = hints.onWake('vehicles', listener)
      hints.onWake('vehicles', listener)
      stop()
      stop()
      await hints.wake('vehicles')
      expect(listener).toHaveBeenCalledOnce()
    })

    it('is silent once closed', async () => {
      const hints = await open()
      const listener = vi.fn()
      hints.onWake('vehicles', listener)
      await hints.close()
      await hints.wake('vehicles')
      expect(listener).not.toHaveBeenCalled()
    })
  })
}
