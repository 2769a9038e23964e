import { expect, it } from 'vitest'
import { requireSite } from '../../src/sites/place-errors.ts'
import { resolveSite } from '../../src/sites/resolve-site.ts'
import { forgetMonthsBefore, saveMonthToDate } from '../../src/sites/month-to-date-store.ts'
import { findSite, findSiteByReference, saveSite } from '../../src/sites/site-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const SITE = requireSite(resolveSite({}, { postalCode: '4613', country: 'NO' }))
const told = (asOf: string, kwh: number) => ({ month: asOf.slice(0, 7), kwh, asOf: new Date(asOf) })

describeOnEveryEngine('what a site is told to have used', (database) => {
  const months = async (id = 'home') => (await findSite(database(), id))?.monthToDate

  it('comes along with the site, by month', async () => {
    const reference = 'b'.repeat(64)
    await saveSite(database(), 'home', SITE, reference)
    await saveSite(database(), 'elsewhere', SITE)
    expect(await findSite(database(), 'home')).toEqual(SITE)
    const [october, november] = [
      told('2026-10-31T22:00:00.000Z', 4100.5),
      told('2026-11-12T07:00:00.123Z', 5000),
    ]
    await saveMonthToDate(database(), 'home', november)
    await saveMonthToDate(database(), 'home', october)
    expect(await months()).toEqual([october, november])
    expect((await findSiteByReference(database(), reference))?.monthToDate).toEqual([october, november])
    expect(await months('elsewhere')).toBeUndefined()
  })

  it('is replaced by what is of a later instant, and of the same one, but not by anything older', async () => {
    await saveSite(database(), 'home', SITE)
    const [early, late] = [told('2026-11-10T07:00:00Z', 900), told('2026-11-12T07:00:00Z', 1000)]
    expect(await saveMonthToDate(database(), 'home', early)).toEqual(early)
    expect(await saveMonthToDate(database(), 'home', late)).toEqual(late)
    expect(await saveMonthToDate(database(), 'home', early)).toEqual(late)
    const corrected = { ...late, kwh: 950 }
    expect(await saveMonthToDate(database(), 'home', corrected)).toEqual(corrected)
    expect(await months()).toEqual([corrected])
  })

  it('is dropped by month', async () => {
    await saveSite(database(), 'home', SITE)
    const kept = told('2026-10-31T22:00:00Z', 4100)
    await saveMonthToDate(database(), 'home', told('2026-09-30T20:00:00Z', 2500))
    await saveMonthToDate(database(), 'home', kept)
    await forgetMonthsBefore(database(), '2026-10')
    expect(await months()).toEqual([kept])
  })

  it.each([
    ['a month that is none', { month: '2026-13', kwh: 1, asOf: new Date(0) }],
    ['less than nothing', { month: '2026-11', kwh: -1, asOf: new Date(0) }],
  ])('is never %s', async (_, wrong) => {
    await saveSite(database(), 'home', SITE)
    await expect(saveMonthToDate(database(), 'home', wrong)).rejects.toThrow('check constraint')
  })
})
