import { expect, it } from 'vitest'
import { PriceSourceError } from '../../src/prices/port.ts'
import { findPriceDays } from '../../src/prices/price-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { wholeDay } from './support/documents.ts'
import { importScene } from './support/import-scene.ts'

const AFTERNOON = new Date('2024-12-12T12:30:00Z')
const TODAY = '2024-12-12'
const TOMORROW = '2024-12-13'

describeOnEveryEngine('importing prices that come in euro', (database) => {
  it('asks for a rate of exchange once for a day that has none, and does without when it fails', async () => {
    const asked: string[] = []
    const fault = new PriceSourceError({ code: 'price-source-timeout', message: 'x', temporary: true })
    let works = false
    const rates = {
      name: 'bank',
      fetchRate: (currency: 'NOK') => {
        asked.push(currency)
        const rate = { currency, day: '2024-12-11', rate: 11.7, source: 'bank' }
        return works ? Promise.resolve(rate) : Promise.reject(fault)
      },
    }
    const { clock, first, want, run, due, known, logged } = importScene(database, AFTERNOON, {
      only: 'first',
      rates,
    })
    const euro = Array<number>(24).fill(100)
    first.answer = (day) =>
      day === TODAY ? wholeDay(day, { perKwh: null, eurPerMwh: euro }) : 'not-published'
    await want()
    await run()
    expect((await known())[0]?.perKwh).toBeCloseTo(1.1, 6)
    expect(logged('exchange-rate-failed')).toHaveLength(1)
    works = true
    first.answer = (day) => wholeDay(day, { perKwh: null, eurPerMwh: euro })
    clock.stepTo(await due())
    await run()
    expect((await known()).at(-1)?.perKwh).toBeCloseTo(1.17, 6)
    expect(asked).toEqual(['NOK', 'NOK'])
    const [stored] = await findPriceDays(database(), 'NO2', { first: TOMORROW, last: TOMORROW })
    expect(stored).toMatchObject({ rate: 11.7, rateSource: 'bank' })
  })
})
