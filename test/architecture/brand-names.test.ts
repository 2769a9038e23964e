import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BRANDS, CARMAKERS } from '../../src/carmakers/registry.ts'
import { knownVariables } from '../../src/config/known-variables.ts'

/** Where a brand may be known by its name in code, besides its folders; with the reason. */
const KNOWN_AT: Readonly<Record<string, string>> = {
  'src/carmakers/registry.ts': 'the registry',
  'src/simulator/carmakers.ts': "the simulator's registry",
  'src/database/migrations/0001/connections.ts': 'released, and lifted by a later migration',
  'src/simulator/state-file.ts': 'reads what was saved when there were two',
  'src/backtest/memory-carmaker.ts': 'backtests drive simulated Teslas through the words of their adapter',
  'src/backtest/memory-aggregator.ts': 'as the one before, of Smartcar: an aggregator of brands',
  'src/backtest/pass-in-memory.ts': 'backtests drive simulated cars by the recipes of their brands',
  'src/cli/sandbox/driver-agent.ts': 'a driver of the demo connects a Tesla unless told otherwise',
  'src/privacy/canary/positive-control.ts': 'a line of metrics as it looks, for the scan to find',
}

/** What a brand is called in code: alone, or within a longer name, and never within another word. */
function mentions(brand: string, code: string): boolean {
  const capital = `${brand.charAt(0).toUpperCase()}${brand.slice(1)}`
  return new RegExp(
    String.raw`(?<![A-Za-z])${brand}(?![a-z])|${capital}(?![a-z])|(?<![A-Z])${brand.toUpperCase()}(?![A-Z])`,
  ).test(code)
}

/** Comments may give a brand as an example. */
function codeOf(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
}

function filesNaming(brand: string): readonly string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.split('/').includes(brand))
    .map((file) => join('src', file))
    .filter((file) => mentions(brand, codeOf(readFileSync(file, 'utf8'))))
}

describe('a brand', () => {
  it.each(CARMAKERS)('%s is known by its name in its folders and in the registries alone', (brand) => {
    const files = filesNaming(brand)
    expect(files.filter((file) => KNOWN_AT[file] === undefined)).toEqual([])
    // The control: the search finds what there is.
    expect(files).toContain('src/carmakers/registry.ts')
  })

  it('has no place kept for it that does not need it any more', () => {
    const naming = new Set(CARMAKERS.flatMap(filesNaming))
    expect(Object.keys(KNOWN_AT).filter((file) => !naming.has(file))).toEqual([])
  })

  it.each([
    ["carmaker === 'tesla'", true],
    ['const prices = TESLA_API_PRICES', true],
    ['secrets.teslaClientSecret', true],
    ['new URL("https://auth.tesla.com")', true],
    ['createTesla(config)', true],
    ['minutesLate > 0', false],
    ['a protesladen', false],
  ])('is found in %s: %s', (code, found) => {
    expect(mentions('tesla', code)).toBe(found)
  })

  it.each(CARMAKERS)('%s can be configured: it has a client id, and a secret that is one', (brand) => {
    const known = knownVariables(BRANDS)
    expect(known.get(`${brand.toUpperCase()}_CLIENT_ID`)?.brand).toBe(brand)
    expect(known.get(`${brand.toUpperCase()}_CLIENT_SECRET`)).toMatchObject({ brand, secret: true })
    expect(brand).toMatch(/^[a-z]{2,30}$/)
  })
})
