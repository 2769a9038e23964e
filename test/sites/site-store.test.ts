import { expect, it } from 'vitest'
import { resolveSite } from '../../src/sites/resolve-site.ts'
import { requireSite } from '../../src/sites/place-errors.ts'
import { findSite, saveSite } from '../../src/sites/site-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const KRISTIANSAND = requireSite(resolveSite({}, { postalCode: '4613', country: 'NO' }))
const GOTHENBURG = requireSite(
  resolveSite({
    biddingZone: 'SE3',
    contract: {
      kind: 'configured',
      surcharge: 0.05,
      energyTax: 0.439,
      vatRate: 0.25,
      gridCharge: { perKwh: 0.3, windows: [] },
    },
    isHolidayHome: true,
    gridLimitKw: 13.8,
    driverLimitKw: 9,
  }),
)
const REFERENCE = 'a'.repeat(64)

describeOnEveryEngine('sites', (database) => {
  it.each([
    ['in Norway', KRISTIANSAND],
    ['abroad', GOTHENBURG],
  ])('%s come back as they were saved', async (_, site) => {
    expect(await saveSite(database(), 'home', site)).toBe('home')
    expect(await findSite(database(), 'home')).toEqual(site)
    expect(await findSite(database(), 'elsewhere')).toBeUndefined()
  })

  it('are shared under one reference, and what was told last counts', async () => {
    expect(await saveSite(database(), 'first', KRISTIANSAND, REFERENCE)).toBe('first')
    const told = { ...KRISTIANSAND, gridLimitKw: 17 }
    expect(await saveSite(database(), 'second', told, REFERENCE)).toBe('first')
    expect(await findSite(database(), 'first')).toEqual(told)
    expect(await findSite(database(), 'second')).toBeUndefined()
  })

  it('are not shared without one', async () => {
    await saveSite(database(), 'first', KRISTIANSAND)
    expect(await saveSite(database(), 'second', KRISTIANSAND)).toBe('second')
  })

  it('deliver some power, or are refused', async () => {
    const dead = { ...KRISTIANSAND, maxPowerKw: 0 }
    await expect(saveSite(database(), 'home', dead)).rejects.toThrow('check constraint')
  })

  it('keep a hash of a reference and never the reference', async () => {
    await expect(saveSite(database(), 'home', KRISTIANSAND, 'customer-4711')).rejects.toThrow(
      'check constraint',
    )
  })
})
