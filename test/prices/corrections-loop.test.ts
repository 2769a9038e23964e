import { addHours } from 'date-fns'
import { expect, it } from 'vitest'
import { findPriceDays, findPrices } from '../../src/prices/price-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { wholeDay } from './support/documents.ts'
import { importScene } from './support/import-scene.ts'

const MORNING = new Date('2024-12-12T07:00:00Z')
const AFTERNOON = new Date('2024-12-12T12:30:00Z')
const TOMORROW = '2024-12-13'

describeOnEveryEngine('sources of prices', (database) => {
  const scene = (start: Date, changes: Parameters<typeof importScene>[2] = {}) =>
    importScene(database, start, changes)
  const documents = () => findPriceDays(database(), 'NO2', { first: TOMORROW, last: TOMORROW })

  it('are asked again for a complete day: a correction is told, followed, and kept beside what it corrects', async () => {
    const { first, want, run, playTo, known, logged, metrics } = scene(AFTERNOON, { only: 'first' })
    await want()
    await run()
    const before = await known()
    const corrected = [9, ...(wholeDay(TOMORROW).perKwh ?? []).slice(1)]
    first.answer = (day) => wholeDay(day, day === TOMORROW ? { perKwh: corrected } : {})
    await playTo(new Date('2024-12-12T16:50:00Z'))
    expect(await known()).toEqual(before)
    await playTo(new Date('2024-12-12T17:15:00Z'))
    expect((await known())[24]?.perKwh).toBe(9)
    expect(logged('prices-corrected')).toEqual([
      expect.objectContaining({
        'log.level': 'warn',
        'ladeplan.day': TOMORROW,
        'ladeplan.revision': 2,
        'ladeplan.compared': 24,
        'ladeplan.changed': 1,
        'ladeplan.largest_at': '2024-12-12T23:00:00.000Z',
      }),
    ])
    expect(await metrics()).toContain('ladeplan_price_corrections_total{zone="NO2",source="first"} 1')
    expect((await documents()).map(({ revision }) => revision)).toEqual([1, 2])
    const believedAt = new Date('2024-12-12T16:00:00Z')
    const range = { from: before[24]?.start ?? believedAt, until: addHours(believedAt, 24), believedAt }
    expect((await findPrices(database(), 'NO2', range))[0]?.perKwh).toBe(before[24]?.perKwh)
  })

  it.each([
    ['entsoe', 'entsoe', 'same-origin'],
    ['entsoe', 'retailer', 'independent'],
    ['retailer', 'unknown', 'unknown'],
  ] as const)('of %s and %s that agree are told as %s', async (a, b, independence) => {
    const plain = scene(MORNING)
    const sources = [
      { ...plain.first, origin: a },
      { ...plain.second, origin: b },
    ]
    const { want, run, playTo, logged, metrics } = scene(MORNING, { sources })
    await want()
    await run()
    await playTo(addHours(MORNING, 1))
    expect(logged('prices-agree')).toEqual([
      expect.objectContaining({ 'ladeplan.independence': independence, 'ladeplan.compared': 24 }),
    ])
    const sample = `ladeplan_price_comparisons_total{outcome="agree",independence="${independence}"} 1`
    expect(await metrics()).toContain(sample)
  })
})
