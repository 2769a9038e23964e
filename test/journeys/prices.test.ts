import { addHours, addMinutes, differenceInMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import { MARKET_TIME_ZONE, nextLocalTime } from '../../src/base/local-time.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { carOf, doubledEffects, ledger, nightCar, plansOf, play, socAt, wall } from './night.ts'

/** A night for which nobody publishes a price. */
const PRICELESS = new Date('2025-02-10T15:30:00Z')
const pricelessCar = nightCar({
  stays: [{ pluggedInAt: addMinutes(PRICELESS, 30), unpluggedAt: addHours(PRICELESS, 16) }],
})

describeOnEveryEngine('a night without prices', (database) => {
  const stage = useStage(database, { start: PRICELESS, cars: [pricelessCar] })

  test('is planned by time, told so, and the car is ready', async () => {
    const { vehicle } = await connect(stage())
    const readyBy = nextLocalTime(PRICELESS, '07:00', MARKET_TIME_ZONE)
    const seen = await play(stage(), vehicle, addMinutes(readyBy, 30))
    const [plan] = await plansOf(stage(), vehicle)
    expect(plan?.plan).toMatchObject({
      solver: 'by-time',
      provisional: true,
      cost: null,
      feasibility: 'ready',
    })
    expect(seen.map(({ code }) => code)).toContain('charging_without_prices')
    expect(seen[0]?.code).toBe('waiting_for_prices')
    const report = carOf(stage())
    expect(socAt(report, readyBy)).toBeGreaterThanOrEqual(79.5)
    expect(doubledEffects(report)).toBe(0)
    // Nobody may conclude a saving from prices that never were.
    const costs = await database().selectFrom('session_energy').select('cost').execute()
    expect(costs.length).toBeGreaterThan(0)
    expect(costs.filter(({ cost }) => cost !== null)).toEqual([])
  })
})

describeOnEveryEngine('a car plugged in late with too little time', (database) => {
  const cars = [nightCar({ from: '05:33', socPercent: 25 })]
  const stage = useStage(database, { start: wall('16:30'), cars })

  test('charges at once and past ready-by, and is told to be late', async () => {
    const { vehicle } = await connect(stage())
    const seen = await play(stage(), vehicle, wall('07:55'))
    const [first] = await plansOf(stage(), vehicle)
    expect(first?.plan.feasibility).toBe('late')
    expect(first?.plan.shortfall).toBeGreaterThan(5)
    expect(seen.map(({ desired, code }) => `${desired} ${code}`)).toEqual(['CHARGE will_be_late'])
    expect(await ledger(stage(), vehicle)).toEqual([])
    expect(carOf(stage()).status).toBe('charging')
    expect(carOf(stage()).socPercent).toBeGreaterThan(socAt(carOf(stage()), wall('07:00')))
  })
})

describeOnEveryEngine('a car plugged in before tomorrow’s prices are known', (database) => {
  const cars = [
    nightCar({ stays: [{ pluggedInAt: wall('12:05'), unpluggedAt: addHours(wall('12:05'), 20) }] }),
  ]
  const stage = useStage(database, { start: wall('12:00'), cars })

  test('follows a provisional plan until they come at 13:00, and a final one from then on', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('12:50'))
    const [provisional] = await plansOf(stage(), vehicle)
    expect(provisional?.plan.provisional).toBe(true)
    await play(stage(), vehicle, wall('14:00'))
    const final = (await plansOf(stage(), vehicle)).at(-1)
    expect(final).toMatchObject({ cause: 'prices', plan: { provisional: false } })
    expect(differenceInMinutes(final?.madeAt ?? 0, wall('13:00'))).toBeLessThanOrEqual(45)
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })
})
