import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { prices, PRICES_HELP } from '../../src/cli/prices.ts'
import { UsageError } from '../../src/cli/usage.ts'

const SWEDISH = 'test/fixtures/price-files/elprisetjustnu_SE4_2026-03-29_spring.csv'
const NARVIK = ['--zone', 'NO4', '--day', '2025-01-22', '--postal-code', '8514']

async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const code = await prices(args, {
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
    environment: {},
    process: { pid: 1, isAlive: () => true },
  })
  return { code, ...said }
}

const amount = z.number()
const documentSchema = z.object({
  currency: z.literal('NOK'),
  costs: z.array(z.object({ costPerKwh: amount, components: z.record(z.string(), amount) })).length(24),
})

describe('a day of prices', () => {
  it('shows every hour with what its kWh is made of at the site', async () => {
    const { code, out } = await run(NARVIK)
    expect(code).toBe(0)
    // 4.16 spot, 0.80 Noranett, 9.79 elavgift of early 2025, 1.00 Enova, no VAT in Nordland.
    expect(out).toContain('00:00–01:00    4.16  0.80  9.79   1.00     0.00   15.75')
    // 90 % of what is above 75 øre comes back.
    expect(out).toContain('17:00–18:00  239.93  0.80  9.79   1.00  −148.44  103.08')
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('shows the spot price alone without a site, and says how to name one', async () => {
    const { out } = await run(NARVIK.slice(0, 4))
    expect(out).toContain('--grid-company')
    expect(out).not.toContain('Enova')
  })

  it('adds up in the document', async () => {
    const { out } = await run([...NARVIK, '--contract', 'norgespris', '--json'])
    for (const { costPerKwh, components } of documentSchema.parse(JSON.parse(out)).costs) {
      expect(Object.values(components).reduce((sum, part) => sum + part, 0)).toBeCloseTo(costPerKwh, 9)
    }
  })

  test.each([
    [
      ['--zone', 'NO9', '--day', 'today'],
      ['--zone', '--day'],
    ],
    [[...NARVIK, '--contract', 'fixed'], ['--fixed-price']],
    [
      [...NARVIK, '--contract', 'free', '--surcharge', 'x'],
      ['--contract', '--surcharge'],
    ],
    [[...NARVIK, '--lang', 'sv'], ['--lang']],
  ])('refuses %j, naming every option that is wrong', async (args, options) => {
    const refusal = await run(args).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(UsageError)
    for (const option of options) expect(String(refusal)).toContain(`${option}:`)
  })

  test.each([
    [['--zone', 'NO1', '--day', '2025-01-22'], 'only of NO2 2024-12-12'],
    [['--zone', 'NO4', '--day', '2025-01-22', '--postal-code', '0000'], 'postal code'],
    [['--zone', 'NO4', '--day', '2025-01-22', '--prices', 'missing.csv'], 'missing.csv'],
    [['--zone', 'NO4', '--day', '2026-03-29', '--prices', SWEDISH], 'the prices are in SEK, expected NOK'],
    [['--zone', 'FI', '--day', '2026-03-29', '--prices', SWEDISH], 'the prices are in SEK, expected EUR'],
  ])('says what is missing for %j', async (args, reason) => {
    const { code, err } = await run(args)
    expect(code).toBe(65)
    expect(err).toContain(reason)
  })

  it('from a file in the currency of the zone is shown', async () => {
    const { code, out } = await run(['--zone', 'SE4', '--day', '2026-03-29', '--prices', SWEDISH])
    expect(code).toBe(0)
    expect(out).toContain('öre/kWh')
  })

  it('is told in full in the reference', () => {
    expect(readFileSync('docs/reference/cli.md', 'utf8')).toContain(PRICES_HELP)
  })
})
