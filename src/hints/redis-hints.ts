import { once } from 'node:events'
import { Redis } from 'ioredis'
import { realClock } from '../base/clock.ts'
import type { Randomness } from '../base/random.ts'
import type { Hints, RateLimit } from './hints.ts'
import { createListeners, type Listeners } from './listeners.ts'
import { createMemoryHints } from './memory-hints.ts'
import { shareOf } from './shared-rates.ts'

/** An answer later than this is as good as none. */
const PATIENCE_MS = 250
const MOST_RETRY_MS = 2_000
const WAKE = 'ladeplan:wake:'

export interface RedisHintsOptions {
  readonly url: string
  readonly randomness: Randomness
  /** Processes that share a rate. While Redis is gone each takes one of so many shares. Default 2. */
  readonly processes?: number | undefined
  /** Told when Redis goes and when it is back, once each. */
  readonly onAvailability?: ((available: boolean) => void) | undefined
}

/**
 * Hints between processes. Wake-ups reach this process's own listeners without Redis. Resolves once connected, or when
 * that takes too long: it then goes on trying.
 */
export async function createRedisHints(options: RedisHintsOptions): Promise<Hints> {
  const availability = createAvailability(options.onAvailability)
  const commands = connect(options.url, availability)
  const subscriber = connect(options.url, availability)
  const local = createMemoryHints(realClock)
  const listeners = createListeners()
  const self = options.randomness.id()
  listen(subscriber, listeners, self)
  await Promise.all([settled(commands), settled(subscriber)])

  return {
    takeToken: (bucket, limit) =>
      availability.attempt(
        async () =>
          (await commands.eval(TAKE_TOKEN, 1, `ladeplan:bucket:${bucket}`, ...ratesOf(limit))) === 1,
        () => local.takeToken(bucket, shareOf(limit, options.processes ?? 2)),
      ),
    async wake(topic) {
      listeners.call(topic)
      await availability.attempt(
        async () => {
          await commands.publish(WAKE + topic, self)
        },
        () => Promise.resolve(),
      )
    },
    onWake: (topic, listener) => listeners.add(topic, listener),
    async close() {
      listeners.clear()
      commands.disconnect()
      subscriber.disconnect()
      await local.close()
    },
  }
}

interface Availability {
  /** The first way, or the second if it fails. */
  attempt<T>(way: () => Promise<T>, otherwise: () => Promise<T>): Promise<T>
  lost(): void
}

function createAvailability(onChange: RedisHintsOptions['onAvailability']): Availability {
  let available = true
  const become = (now: boolean): void => {
    if (now === available) return
    available = now
    onChange?.(now)
  }
  return {
    async attempt(way, otherwise) {
      try {
        const result = await way()
        become(true)
        return result
      } catch {
        become(false)
        return otherwise()
      }
    },
    lost() {
      become(false)
    },
  }
}

/** Fails at once instead of queueing: a hint that comes late helps nobody. */
function connect(url: string, availability: Availability): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    commandTimeout: PATIENCE_MS,
    retryStrategy: (times) => Math.min(times * 100, MOST_RETRY_MS),
  })
  redis.on('error', () => {
    availability.lost()
  })
  return redis
}

/** One pattern for all topics. ioredis subscribes anew after every reconnection. */
function listen(subscriber: Redis, listeners: Listeners, self: string): void {
  subscriber.on('pmessage', (_pattern: string, channel: string, sender: string) => {
    if (sender !== self) listeners.call(channel.slice(WAKE.length))
  })
  subscriber.on('ready', () => {
    subscriber.psubscribe(`${WAKE}*`).catch(() => undefined)
  })
}

async function settled(redis: Redis): Promise<void> {
  await once(redis, 'ready', { signal: AbortSignal.timeout(4 * PATIENCE_MS) }).catch(() => undefined)
}

function ratesOf(limit: RateLimit): readonly [number, number] {
  return [limit.perSecond, limit.burst]
}

/** At least one token at a time, or nothing would ever be sent. */
/** Token bucket by the server's clock: the clocks of the processes may differ. */
const TAKE_TOKEN = `
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local state = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(state[1]) or burst
local gained = math.max(0, now - (tonumber(state[2]) or now)) * rate
tokens = math.min(burst, tokens + gained)
local granted = 0
if tokens >= 1 then
  tokens = tokens - 1
  granted = 1
end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
return granted
`
