import { subDays } from 'date-fns'
import { expect, test } from 'vitest'
import { localDay, MARKET_TIME_ZONE } from '../../src/base/local-time.ts'
import { newestDecisions } from '../../src/control/decision-log-store.ts'
import { planCharging } from '../../src/planning/plan.ts'
import { savePrices } from '../../src/prices/price-store.ts'
import type { PriceDay } from '../../src/prices/shipped-days.ts'
import { api } from '../http/requests.ts'
import { wholeDay } from '../prices/support/documents.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, ledger, nightCar, plansOf, play, socAt, wall } from './night.ts'

/** Only one night of the two is played unless LADEPLAN_LONG_TESTS is set; the other is planned in test/control/charge-ahead.test.ts. */
const IS_SHORT = process.env['LADEPLAN_LONG_TESTS'] === undefined

/** A delivery day in which the hours from midnight to seven cost so much, and all others 3 NOK/kWh. */
function dayOf(day: string, nightPrice: number): PriceDay {
  const midnight = new Date(`${day}T00:00:00+01:00`).getTime()
  const slots = Array.from({ length: 24 }, (_, hour) => ({
    startUtc: new Date(midnight + hour * 3_600_000),
    perKwh: hour < 7 ? nightPrice : 3,
  }))
  return { zone: 'NO2', day, slots }
}

/** Tonight is cheap. What the night after costs nobody has published; the week before tells what to expect. */
const PUBLISHED = [dayOf('2024-12-12', 2), dayOf('2024-12-13', 0.5)]
const cars = [nightCar({ stays: [{ pluggedInAt: wall('17:00'), unpluggedAt: wall('08:00') }] })]

async function rememberWeek({ deps, clock }: Stage, nightPrice: number): Promise<void> {
  const week = Array.from({ length: 8 }, (_, days) =>
    localDay(subDays(wall('12:00'), days + 1), MARKET_TIME_ZONE),
  )
  await deps.db.transaction().execute(async (trx) => {
    for (const day of week) {
      const perKwh = dayOf(day, nightPrice).slots.map((slot) => slot.perKwh)
      await savePrices(trx, wholeDay(day, { perKwh }), clock.now())
    }
  })
}

/** 80 % by seven on ordinary days, 90 % on the day after tomorrow. */
async function wish({ service }: Stage, vehicleId: string): Promise<void> {
  const everyday = { targetPercent: 80, minimumPercent: 20, readyBy: '07:00', timeZone: 'Europe/Oslo' }
  await api(service.app, 'put', `/v1/vehicles/${vehicleId}/policy`)
    .set('If-Match', '*')
    .send({
      ...{ ...everyday, paused: false, maxStarts: null, minimumRunMinutes: null },
      exceptions: [{ date: '2024-12-14', readyBy: '07:00', targetPercent: 90 }],
    })
    .expect(200)
}

describeOnEveryEngine('a driver who wants 80 % tomorrow and 90 % the day after', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars, prices: PUBLISHED })

  test('is charged for both tonight, if tonight is cheap', async () => {
    const { vehicle } = await connect(stage())
    await rememberWeek(stage(), 2.5)
    await wish(stage(), vehicle.id)
    await play(stage(), vehicle, wall('00:30'))
    const answer = await api(stage().service.app, 'get', `/v1/vehicles/${vehicle.id}/plan`).expect(200)
    expect(answer.body).toMatchObject({
      readyBy: '2024-12-13T07:00:00.000+01:00',
      ahead: { socPercent: 90, nextReadyBy: '2024-12-14T07:00:00.000+01:00', nextTargetPercent: 90 },
    })
    await play(stage(), vehicle, wall('07:45'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(88)
    expect((await ledger(stage(), vehicle)).length).toBeLessThanOrEqual(4)
    const decisions = await newestDecisions(database(), vehicle.id, { from: wall('17:00'), limit: 500 })
    expect(decisions.some(({ knew }) => knew.aheadPercent === 90)).toBe(true)
    const plans = await plansOf(stage(), vehicle)
    expect(plans.map(({ problem }) => planCharging(problem))).toEqual(plans.map(({ plan }) => plan))
  })

  test.skipIf(IS_SHORT)(
    'is charged for tomorrow alone, if the night after is expected to be as cheap',
    async () => {
      const { vehicle } = await connect(stage())
      await rememberWeek(stage(), 0.5)
      await wish(stage(), vehicle.id)
      await play(stage(), vehicle, wall('06:55'))
      const plans = await plansOf(stage(), vehicle)
      expect(plans.map(({ problem }) => problem.ahead)).toEqual(plans.map(() => undefined))
      expect(Math.round(socAt(carOf(stage()), wall('06:00')))).toBe(80)
    },
  )
})
