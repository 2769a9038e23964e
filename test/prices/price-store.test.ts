import { addHours, addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { nextDueTimes } from '../../src/database/claim-due.ts'
import { lastRate, saveRate } from '../../src/prices/exchange-rate-store.ts'
import type { PriceDocument } from '../../src/prices/port.ts'
import { findFeeds, findPriceDays, findPrices, savePrices, wantPrices } from '../../src/prices/price-store.ts'
import { BIDDING_ZONES } from '../../src/prices/zones.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { wholeDay, without } from './support/documents.ts'

const DAY = '2024-12-12'
const MIDNIGHT = new Date('2024-12-11T23:00:00Z')
const NOON = new Date('2024-12-11T12:00:00Z')
const LATER = new Date('2024-12-11T14:00:00Z')
const ALL_DAY = { from: MIDNIGHT, until: addHours(MIDNIGHT, 24) }

describeOnEveryEngine('stored prices', (database) => {
  const save = (document: PriceDocument, fetchedAt = NOON, preference = 0) =>
    database()
      .transaction()
      .execute((trx) => savePrices(trx, document, fetchedAt, preference))
  const documents = () => findPriceDays(database(), 'NO2', { first: DAY, last: DAY })
  const prices = async (believedAt?: Date) => {
    const slots = await findPrices(database(), 'NO2', { ...ALL_DAY, believedAt })
    return slots.map(({ perKwh }) => perKwh)
  }

  it('come back for the range asked for, with every slot that overlaps it, in order of time', async () => {
    await save(wholeDay(DAY, { perKwh: [0.5, -0.01234567, ...Array<number>(22).fill(0)], rate: 11.5 }))
    const range = { from: addHours(MIDNIGHT, 0.5), until: addHours(MIDNIGHT, 2) }
    const slots = await findPrices(database(), 'NO2', range)
    expect(slots.map(({ perKwh }) => perKwh)).toEqual([0.5, -0.01234567])
    expect(slots[1]).toEqual({
      start: addHours(MIDNIGHT, 1),
      end: addHours(MIDNIGHT, 2),
      perKwh: -0.01234567,
      quality: 'final',
      rung: 'final',
      source: 'first',
      eurPerMwh: (-0.01234567 * 1000) / 11.5,
    })
  })

  it('are those of the zone asked for', async () => {
    await save(wholeDay(DAY))
    await save(wholeDay(DAY, { zone: 'NO4', perKwh: Array<number>(24).fill(2) }))
    const slots = await findPrices(database(), 'NO4', { from: MIDNIGHT, until: addHours(MIDNIGHT, 1) })
    expect(slots.map(({ perKwh }) => perKwh)).toEqual([2])
    expect(await findPrices(database(), 'NO1', ALL_DAY)).toEqual([])
  })

  it('may be of any bidding zone', async () => {
    for (const zone of BIDDING_ZONES) await save(wholeDay(DAY, { zone }))
    for (const zone of BIDDING_ZONES)
      expect(await findPriceDays(database(), zone, { first: DAY, last: DAY })).toHaveLength(1)
  })

  it('get no second row when the source says the same again', async () => {
    expect(await save(wholeDay(DAY))).not.toBeNull()
    expect(await save(wholeDay(DAY), LATER)).toBeNull()
    expect(await documents()).toHaveLength(1)
  })

  it('get a revision beside the first when it says something else, and tell what was believed when', async () => {
    const before = wholeDay(DAY)
    const after = wholeDay(DAY, { perKwh: Array<number>(24).fill(3) })
    await save(before)
    await save(after, LATER)
    expect((await documents()).map(({ revision }) => revision)).toEqual([1, 2])
    expect(await prices()).toEqual(after.perKwh)
    expect(await prices(LATER)).toEqual(after.perKwh)
    expect(await prices(addMinutes(LATER, -1))).toEqual(before.perKwh)
    expect(await prices(addMinutes(NOON, -1))).toEqual([])
  })

  it('count as new when a source goes back on a revision', async () => {
    const [first, second] = [wholeDay(DAY), wholeDay(DAY, { quality: 'preliminary' })]
    for (const document of [first, second, first]) await save(document)
    expect((await documents()).map(({ revision, quality }) => [revision, quality])).toEqual([
      [1, 'final'],
      [2, 'preliminary'],
      [3, 'final'],
    ])
  })

  it('can be neither changed nor deleted', async () => {
    await save(wholeDay(DAY))
    const update = database().updateTable('price_day').set({ revision: 2 }).execute()
    await expect(update).rejects.toThrow('append-only')
    await expect(database().deleteFrom('price_day').execute()).rejects.toThrow('append-only')
  })

  it('lose nothing when only a part of the day comes later', async () => {
    await save(wholeDay(DAY))
    await save(without(wholeDay(DAY, { perKwh: Array<number>(24).fill(5) }), 0, 1, 2), LATER)
    expect(await prices()).toEqual(wholeDay(DAY).perKwh)
  })

  it('are put together from parts of the day, the newest first, while it is not whole', async () => {
    await save(without(wholeDay(DAY), ...Array.from({ length: 12 }, (_, hour) => hour + 12)))
    const evening = wholeDay(DAY, { perKwh: Array<number>(24).fill(5) })
    await save(without(evening, ...Array.from({ length: 10 }, (_, hour) => hour)), LATER)
    expect(await prices()).toEqual([
      ...(wholeDay(DAY).perKwh ?? []).slice(0, 10),
      ...Array<number>(14).fill(5),
    ])
  })

  it('are of the first source if it has the whole day, else of the one that has', async () => {
    const other = wholeDay(DAY, { source: 'second', perKwh: Array<number>(24).fill(2) })
    await save(without(wholeDay(DAY), 7))
    await save(other, NOON, 1)
    expect(await prices()).toEqual(other.perKwh)
    expect((await findPrices(database(), 'NO2', ALL_DAY))[0]).toMatchObject({
      source: 'second',
      rung: 'second-source',
    })
    await save(wholeDay(DAY), LATER)
    expect(await prices()).toEqual(wholeDay(DAY).perKwh)
  })

  it('have both columns, by the rate of the document', async () => {
    const euro = Array<number | null>(24).fill(100)
    await save(wholeDay(DAY, { perKwh: null, eurPerMwh: euro, rate: 11.6 }))
    expect((await documents())[0]).toMatchObject({ rate: 11.6, rateSource: 'first', currency: 'NOK' })
    expect((await prices())[0]).toBeCloseTo(1.16, 9)
    expect(await lastRate(database(), 'NOK', DAY)).toMatchObject({ rate: 11.6, source: 'first', day: DAY })
  })

  it('have both columns by the last known rate, or a rough one, if the document has none', async () => {
    const euro = wholeDay(DAY, { perKwh: null, eurPerMwh: Array<number>(24).fill(100) })
    const rates = ['2024-12-10', '2024-12-11', '2024-12-20'].map((day, index) => ({
      ...({ currency: 'NOK', source: 'bank', day, rate: 11 + index / 10 } as const),
    }))
    for (const rate of rates)
      await database()
        .transaction()
        .execute((trx) => saveRate(trx, rate, NOON))
    await save(euro)
    expect((await documents())[0]).toMatchObject({ rate: 11.1, rateSource: 'bank' })
    expect((await prices())[0]).toBeCloseTo(1.11, 9)
    await save({ ...euro, zone: 'PL' })
    const [polish] = await findPriceDays(database(), 'PL', { first: DAY, last: DAY })
    expect(polish).toMatchObject({ rateSource: 'rough', isComplete: true })
  })

  it('in euro need no rate', async () => {
    await save(wholeDay(DAY, { zone: 'FI', perKwh: null, eurPerMwh: Array<number>(24).fill(-90) }))
    const [slot] = await findPrices(database(), 'FI', ALL_DAY)
    expect(slot).toMatchObject({ perKwh: -0.09, eurPerMwh: -90 })
    expect(await lastRate(database(), 'EUR', DAY)).toBeNull()
  })

  it('tell how far each feed of a wanted zone reaches', async () => {
    await wantPrices(database(), 'NO2', NOON)
    await save(wholeDay('2024-12-11'), NOON)
    await save(without(wholeDay(DAY), 3), LATER)
    await save(wholeDay(DAY, { zone: 'NO4' }))
    expect(await findFeeds(database(), '2024-12-01')).toEqual([
      { zone: 'NO2', source: 'first', fetchedAt: LATER, completeTo: '2024-12-11' },
    ])
  })

  it('are wanted once for each zone, at once, and no sooner or later because more want them', async () => {
    await wantPrices(database(), 'NO2', MIDNIGHT)
    await wantPrices(database(), 'NO2', addHours(MIDNIGHT, -1))
    await wantPrices(database(), 'NO2', addHours(MIDNIGHT, 2))
    expect(await database().selectFrom('price_due').select('zone').execute()).toHaveLength(1)
    expect((await nextDueTimes(database())).price_due).toEqual(MIDNIGHT)
  })
})
