import { expect, test } from 'vitest'
import { resultOf, type SessionResult } from '../../src/performance/session-result.ts'
import { projectSessions } from '../../src/sessions/project-sessions.ts'
import { listSessions } from '../../src/sessions/session-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { useStage } from '../support/stage.ts'
import {
  EVENING,
  findAsleep,
  PRICES,
  publish,
  report,
  STAY,
  tenKilowattCar,
  type Report,
} from '../sessions/told-stay.ts'

describeOnEveryEngine('the result of a session', (database) => {
  const stage = useStage(database, { start: EVENING })

  async function resultAfter(
    reports: readonly Report[],
    prices: readonly (number | null)[],
    lookedAt = '06:00',
  ): Promise<SessionResult | undefined> {
    const vehicle = await tenKilowattCar(stage())
    await publish(stage(), prices)
    await report(stage(), vehicle, reports)
    await findAsleep(stage(), vehicle, lookedAt)
    await projectSessions(stage().deps, vehicle.id)
    const [session] = await listSessions(database(), vehicle.id)
    return session === undefined ? undefined : resultOf(database(), session)
  }

  test('compares with the same energy at full power from plug-in: 20 kr instead of 40', async () => {
    // Drawn: 5 kWh at 3.00 and 10 at 0.50. At once: 10 kWh from 17 to 18 UTC at 3.00, then 5 at 2.00.
    const result = await resultAfter(STAY, PRICES)
    expect(result?.energy).toBeCloseTo(15, 6)
    expect(result?.cost).toBeCloseTo(20, 6)
    expect(result?.baselineCost).toBeCloseTo(40, 6)
    expect(result?.saved).toBeCloseTo(20, 6)
    expect(result?.promiseKept).toBe(true)
  })

  test('shows a night that cost more than charging at once as a loss', async () => {
    const dearNight = PRICES.map((price, hour) => (hour < 8 ? price : 4))
    expect((await resultAfter(STAY, dearNight))?.saved).toBeCloseTo(40 - 15 - 50, 6)
  })

  test('counts a negative price as it is, without VAT', async () => {
    const windy = PRICES.map((price, hour) => (hour < 8 ? price : -0.4))
    const result = await resultAfter(STAY, windy)
    expect(result?.cost).toBeCloseTo(15 - 4, 6)
  })

  test('saves nothing where the car charged at once', async () => {
    const atOnce: readonly Report[] = [
      ['16:30', 'disconnected', 0, 57],
      ['17:00', 'charging', 0, 57],
      ['18:30', 'charging', 13.5, 80],
      ['18:40', 'connected', 13.5, 80],
    ]
    expect(
      (
        await resultAfter(
          atOnce,
          PRICES.map(() => 1),
        )
      )?.saved,
    ).toBeCloseTo(0, 6)
  })

  test.each([
    ['an hour in which the car charged', 8],
    ['an hour in which it would have charged at once', 2],
  ])('gives no figure while there is no price for %s', async (_, hour) => {
    expect(
      await resultAfter(
        STAY,
        PRICES.map((price, index) => (index === hour ? null : price)),
      ),
    ).toBeUndefined()
  })

  test('needs no price for hours in which nothing is or would have been drawn', async () => {
    expect(
      await resultAfter(
        STAY,
        PRICES.map((price, hour) => (hour === 5 ? null : price)),
      ),
    ).toBeDefined()
  })

  test('calls a promise missed if the target shows only after ready-by', async () => {
    const late: readonly Report[] = [
      ...STAY.slice(0, 5),
      ['05:59', 'charging', 12, 78],
      ['06:10', 'charging', 13.5, 80],
    ]
    expect((await resultAfter(late, PRICES, '06:30'))?.promiseKept).toBe(false)
  })

  test('leaves the promise open until ready-by', async () => {
    expect((await resultAfter(STAY, PRICES, '05:30'))?.promiseKept).toBeNull()
  })
})
