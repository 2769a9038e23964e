import axios from 'axios'
import { addDays, addHours, addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import { findCurve } from '../../src/prices/ladder.ts'
import { savePrices } from '../../src/prices/price-store.ts'
import { wholeDay } from '../prices/support/documents.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { carOf, nightCar, plansOf, play, socAt } from './night.ts'

/** Afternoon in Kristiansand; the sources answer nothing from here on. */
const START = new Date('2025-02-10T15:00:00Z')
const evening = (night: number): Date => addDays(new Date('2025-02-10T16:00:00Z'), night)
const readyBy = (night: number): Date => addDays(new Date('2025-02-11T06:00:00Z'), night)
const NIGHTS = [0, 1, 2] as const
const stays = NIGHTS.map((night) => ({
  pluggedInAt: evening(night),
  unpluggedAt: addHours(readyBy(night), 1),
}))

describeOnEveryEngine('three nights in which every source of prices is down', (database) => {
  const stage = useStage(database, { start: START, cars: [nightCar({ stays })] })

  /** The last prices anybody had: old enough to be of no use after the second night. */
  async function publishedOn(day: string): Promise<void> {
    await database()
      .transaction()
      .execute((trx) => savePrices(trx, wholeDay(day, { source: 'hvakosterstrommen' }), addDays(START, -13)))
  }

  test('go by estimates while there is something to lean on, then by time; the car is ready every morning', async () => {
    await axios.post(`${stage().simulator.url}/_simulator/price-faults`, { kind: 'down', times: 10_000 })
    await publishedOn('2025-01-28')
    const { vehicle } = await connect(stage())
    const rungs: string[][] = []
    for (const night of NIGHTS) {
      await play(stage(), vehicle, addMinutes(evening(night), 90))
      const range = { from: stage().clock.now(), until: readyBy(night) }
      const curve = await findCurve(database(), 'NO2', range, stage().clock.now())
      rungs.push([...new Set(curve.map(({ rung }) => rung))])
      const plan = (await plansOf(stage(), vehicle)).at(-1)?.plan
      expect(plan).toMatchObject({ provisional: true, feasibility: 'ready' })
      expect(plan?.solver === 'by-time').toBe(curve.length === 0)
      await play(stage(), vehicle, addMinutes(readyBy(night), 30))
      expect(socAt(carOf(stage()), readyBy(night))).toBeGreaterThanOrEqual(79.5)
    }
    expect(rungs).toEqual([['estimate'], ['estimate'], []])
    // Positive control: the sources were asked all the time, and none had anything.
    const asks = await database().selectFrom('price_ask').select(['outcome', 'times']).execute()
    expect(new Set(asks.map(({ outcome }) => outcome))).toEqual(new Set(['price-source-unavailable']))
    expect(asks.reduce((sum, { times }) => sum + times, 0)).toBeGreaterThan(50)
  })
})
