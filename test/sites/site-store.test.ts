import { expect, it } from 'vitest'
import { resolveSite } from '../../src/sites/resolve-site.ts'
import { findSite, saveSite } from '../../src/sites/site-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const KRISTIANSAND = resolveSite({ postalCode: '4613', country: 'NO' })

describeOnEveryEngine('sites', (database) => {
  it('come back as they were saved', async () => {
    await saveSite(database(), 'home', KRISTIANSAND)
    expect(await findSite(database(), 'home')).toEqual(KRISTIANSAND)
    expect(await findSite(database(), 'elsewhere')).toBeUndefined()
  })

  it('deliver some power, or are refused', async () => {
    const dead = { ...KRISTIANSAND, maxPowerKw: 0 }
    await expect(saveSite(database(), 'home', dead)).rejects.toThrow('check constraint')
  })
})
