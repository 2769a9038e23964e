import { describe, expect, test } from 'vitest'
import { DEFAULT_MAX_POWER_KW } from '../../src/sites/resolve-site.ts'
import { isAtHome } from '../../src/vehicles/at-home.ts'
import { chargeOf } from '../control/night-facts.ts'

const SITE = { maxPowerKw: 11 }
type Said = boolean | null

function judge(flag: Said, toldAtHome: Said, homePlug: boolean, peakPowerKw = 0): boolean | null {
  return isAtHome(
    { toldAtHome, homePlug },
    { charge: chargeOf(flag === null ? {} : { atHome: flag }), peakPowerKw },
    SITE,
  )
}

describe('at home', () => {
  test.each<[string, [Said, Said, boolean], boolean]>([
    ['the carmaker says so', [true, null, false], true],
    ['the carmaker says no', [false, null, true], false],
    ['the app says so', [null, true, false], true],
    ['the app says no', [null, false, true], false],
    ['the two differ: a no is believed', [true, false, true], false],
    ['the two differ the other way', [false, true, true], false],
    ['nobody says, at the home plug', [null, null, true], true],
    ['nobody says, and the driver has no home plug', [null, null, false], false],
  ])('%s', (_, said, expected) => {
    expect(judge(...said)).toBe(expected)
  })

  test('more power than the site can give was seen since plug-in: it is another plug', () => {
    expect(judge(null, null, true, 12.1)).toBe(true)
    expect(judge(null, null, true, 12.2)).toBe(false)
    expect(judge(null, true, true, 22)).toBe(true)
  })

  test('a site whose maximum nobody told may give what the strongest home charger gives', () => {
    const site = { maxPowerKw: DEFAULT_MAX_POWER_KW }
    const at = (peakPowerKw: number) =>
      isAtHome({ toldAtHome: null, homePlug: true }, { charge: chargeOf(), peakPowerKw }, site)
    expect([11, 22, 24, 43].map(at)).toEqual([true, true, true, false])
  })

  test('a car that has just begun to charge has not shown its power yet', () => {
    const starting = { charge: chargeOf({ status: 'starting' }), peakPowerKw: 0 }
    expect(isAtHome({ toldAtHome: null, homePlug: true }, starting, SITE)).toBeNull()
    expect(isAtHome({ toldAtHome: true, homePlug: true }, starting, SITE)).toBe(true)
    const again = { ...starting, peakPowerKw: 11 }
    expect(isAtHome({ toldAtHome: null, homePlug: true }, again, SITE)).toBe(true)
  })

  test('a car that was never read is judged by what was said', () => {
    expect(isAtHome({ toldAtHome: null, homePlug: true }, undefined, SITE)).toBeNull()
    expect(isAtHome({ toldAtHome: false, homePlug: true }, undefined, SITE)).toBe(false)
  })
})
