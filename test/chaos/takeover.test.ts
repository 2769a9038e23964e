import { afterEach, describe, expect, it } from 'vitest'
import { kill, NEEDS_SERVER, SERVER_URL, THOROUGH } from './fleet.ts'
import { openStorm, stoppedWithin, type Storm } from './storm.ts'

const CARS = 10
const TIMES = THOROUGH ? 50 : 1
const MOST_SECONDS = 30

describe.skipIf(SERVER_URL === undefined)(
  `a process killed with all leases in its hands${NEEDS_SERVER}`,
  () => {
    let storm: Storm | undefined
    afterEach(() => storm?.close())

    it.each(Array.from({ length: TIMES }, (_, n) => n + 1))(
      `CS03: another takes over within ${String(MOST_SECONDS)} s, time %i of ${String(TIMES)} (LADEPLAN_THOROUGH=1: 50)`,
      async () => {
        storm = await openStorm(CARS)
        const holder = await storm.start({ stallAt: 'leased' })
        await holder.until('reached')
        await storm.start()
        await kill(holder)
        expect(await stoppedWithin(storm, 0)).toBe(0)
        expect(await stoppedWithin(storm, MOST_SECONDS)).toBe(CARS)
      },
      (MOST_SECONDS + 60) * 1000,
    )
  },
)
