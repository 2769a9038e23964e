import { expect, it } from 'vitest'
import { createGapWatch, countGaps } from '../../src/sites/site-gaps.ts'
import { requireSite } from '../../src/sites/place-errors.ts'
import { resolveSite, type SiteFacts } from '../../src/sites/resolve-site.ts'
import { saveSite } from '../../src/sites/site-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const NOW = new Date('2026-08-12T12:00:00Z')
const site = (facts: SiteFacts) => requireSite(resolveSite(facts, { postalCode: '4613', country: 'NO' }))

describeOnEveryEngine('sites with gaps in their bill', (database) => {
  it('are counted by gap, one with two for both', async () => {
    await saveSite(database(), 'known', site({}))
    await saveSite(database(), 'one', site({ gridCompany: null }))
    await saveSite(database(), 'two', site({ gridCompany: null }))
    await saveSite(database(), 'swedish', requireSite(resolveSite({ biddingZone: 'SE3' })))
    const average = { kind: 'monthly-average', monthMean: null, surcharge: 0, support: false } as const
    await saveSite(database(), 'mean', site({ gridCompany: 'fjellnett', contract: average }))
    expect(Object.fromEntries(await countGaps(database(), NOW))).toEqual({
      'grid-tariff': 2,
      taxes: 1,
      'ended-table': 0,
      'capacity-charge': 1,
      'month-mean': 1,
    })
    const next = await countGaps(database(), new Date('2027-01-01T12:00:00Z'))
    expect(next.get('ended-table')).toBe(4)
  })

  it('are told of every six hours', async () => {
    const told: number[] = []
    const watch = createGapWatch(database(), { siteGapsSeen: (counts) => told.push(counts.size) })
    for (const hour of ['06', '11', '12', '17', '18']) await watch(new Date(`2026-08-12T${hour}:00:00Z`))
    expect(told).toEqual([5, 5, 5])
  })
})
