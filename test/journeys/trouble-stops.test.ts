import { addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { api, browser } from '../http/requests.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { carOf, nightCar, play, socAt, wall } from './night.ts'
import { minutesBetween, MOST_MINUTES, trouble } from './told.ts'

/** The other is played if LADEPLAN_LONG_TESTS is set. */
const IS_SHORT = process.env['LADEPLAN_LONG_TESTS'] === undefined
/** The second of them is the first failure: a single stop is mended before anybody has to know. */
const STOPS = [wall('03:20'), wall('03:40')] as const
const documentSchema = z.object({
  planUrl: z.url(),
  trouble: z.object({ cause: z.string(), since: z.coerce.date() }),
})
const tripping = nightCar({ interruptedAt: STOPS })

describeOnEveryEngine('a charge that stops by itself', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [tripping] })

  test('twice is told within ten minutes, is over once it charges again, and the car is ready', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('07:30'))
    const { cause, first, events } = await trouble(stage(), vehicle)
    expect(cause).toBe('stopped_by_itself')
    expect(first.at.getTime()).toBeGreaterThan(STOPS[1].getTime())
    expect(minutesBetween(STOPS[1], first.at)).toBeLessThanOrEqual(MOST_MINUTES)
    expect(events.filter(({ type }) => type === 'charging.trouble_over')).toHaveLength(1)
    expect(events.filter(({ type }) => type === 'driver.took_over')).toEqual([])
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })

  test.skipIf(IS_SHORT)(
    'and does not start again is told on page and API within ten minutes of the first failed start',
    async () => {
      const { vehicle } = await connect(stage())
      await play(stage(), vehicle, wall('03:10'))
      await stage().arm({ kind: 'ignored-200', on: 'start', vin: tripping.vin, times: 10_000 })
      await play(stage(), vehicle, addMinutes(STOPS[0], 2 * MOST_MINUTES))
      const { cause, minutes, first } = await trouble(stage(), vehicle)
      expect([cause, minutes <= MOST_MINUTES]).toEqual(['stopped_by_itself', true])
      const { app } = stage().service
      const shown = documentSchema.parse((await api(app, 'get', `/v1/vehicles/${vehicle.id}`)).body)
      expect(shown.trouble).toEqual({ cause, since: first.data.since })
      const page = await browser(app, 'get', shown.planUrl)
      expect(page.text).toContain('id="trouble"')
    },
  )
})
