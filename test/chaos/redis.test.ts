import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { findRedis, startOwnRedis, type OwnRedis } from '../support/own-redis.ts'
import { NEEDS_SERVER, SERVER_URL, THOROUGH } from './fleet.ts'
import { openStorm, rage, report, type Storm } from './storm.ts'

const CARS = THOROUGH ? 200 : 20
const SECONDS = THOROUGH ? 120 : 8
const isLeftOut = SERVER_URL === undefined || findRedis() === undefined

describe.skipIf(isLeftOut)(
  `processes whose Redis fails${isLeftOut ? `${NEEDS_SERVER} (or no redis-server)` : ''}`,
  () => {
    let storm: Storm | undefined
    let redis: OwnRedis | undefined
    afterEach(async () => {
      await storm?.close()
      await redis?.close()
    })

    it(
      `CS05, CS06, DU07: ${String(CARS)} cars do what is wanted while Redis is flushed every second, killed and back empty, and was never there for one process`,
      async () => {
        redis = await startOwnRedis()
        storm = await openStorm(CARS)
        await storm.start({ redisUrl: redis.url })
        await storm.start({ redisUrl: `redis://127.0.0.1:${String(await freePort())}` })
        const server = redis
        const admin = new Redis(server.url, { retryStrategy: () => 50, maxRetriesPerRequest: null })
        admin.on('error', () => undefined)
        let second = 0
        let flushes = 0
        const disturb = async (): Promise<void> => {
          second += 1
          if (second % 4 === 3) await server.kill()
          else if (second % 4 === 0) await server.start()
          else {
            await admin.flushall()
            flushes += 1
          }
        }
        const after = await rage(storm, { seconds: SECONDS, everySeconds: 1, disturb })
        admin.disconnect()
        report(`Redis: ${String(flushes)} flushes`, after)
        expect(after).toMatchObject({ wrong: 0, doubled: 0 })
        expect(after.asked).toBeGreaterThan(CARS / 4)
        expect(flushes).toBeGreaterThanOrEqual(SECONDS / 2)
      },
      (SECONDS + 120) * 1000,
    )
  },
)
