import { createServer } from 'node:net'
import { once } from 'node:events'
import { Redis } from 'ioredis'
import { describe, expect, it, test, vi } from 'vitest'
import { seededRandomness, systemRandomness } from '../../src/base/random.ts'
import { createRedisHints, type RedisHintsOptions } from '../../src/hints/redis-hints.ts'
import { hintsContract } from './contract.ts'

const url = process.env['TEST_REDIS_URL']

const open = (address: string, options: Partial<RedisHintsOptions> = {}) =>
  createRedisHints({ url: address, randomness: systemRandomness, ...options })

if (url !== undefined) {
  hintsContract('in Redis', () => open(url))

  describe('hints of two processes, in Redis', () => {
    it('come out of one bucket', async () => {
      const [one, other] = [await open(url), await open(url)]
      const bucket = `shared-${seededRandomness(String(process.pid)).id()}`
      const limit = { perSecond: 0.001, burst: 5 }
      const asked = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? one : other).takeToken(bucket, limit))
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(5)
      await Promise.all([one.close(), other.close()])
    })

    it('wake each other', async () => {
      const [one, other] = [await open(url), await open(url)]
      const listener = vi.fn()
      other.onWake('vehicles', listener)
      await vi.waitFor(async () => {
        await one.wake('vehicles')
        expect(listener).toHaveBeenCalled()
      })
      await Promise.all([one.close(), other.close()])
    })

    it('go on after everything in Redis is gone, under the prefix of this service', async () => {
      const hints = await open(url)
      const admin = new Redis(url)
      const limit = { perSecond: 0.001, burst: 1 }
      await hints.takeToken('flushed', limit)
      expect(await admin.keys('ladeplan:bucket:flushed')).toHaveLength(1)
      await admin.flushall()
      expect(await hints.takeToken('flushed', limit)).toBe(true)
      admin.disconnect()
      await hints.close()
    })
  })
}

describe('hints without the Redis they were given', () => {
  it('take their share of the rate and still wake this process', async () => {
    const heard: boolean[] = []
    const hints = await open('redis://127.0.0.1:1', {
      processes: 2,
      onAvailability: (available) => heard.push(available),
    })
    const limit = { perSecond: 0.001, burst: 4 }
    const taken = []
    for (let i = 0; i < 4; i++) taken.push(await hints.takeToken('tesla', limit))
    expect(taken).toEqual([true, true, false, false])

    const listener = vi.fn()
    hints.onWake('vehicles', listener)
    await hints.wake('vehicles')
    expect(listener).toHaveBeenCalledOnce()
    expect(heard).toEqual([false])
    await hints.close()
  })

  test('a server that accepts and never answers holds nobody up', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    if (address === null || typeof address === 'string') throw new TypeError('No port')
    const hints = await open(`redis://127.0.0.1:${String(address.port)}`)
    const startedAt = performance.now()
    expect(await hints.takeToken('tesla', { perSecond: 1, burst: 2 })).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    await hints.close()
    silent.close()
  })
})
