import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { prices } from '../../src/cli/prices.ts'
import { useTariffFile } from '../../src/tariffs/shipped-tariffs.ts'

const TARIFFS = 'test/fixtures/tariff-files/four-countries.yaml'
const DAY = '2026-10-02'
let directory = ''

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'prices-'))
})
afterAll(() => {
  rmSync(directory, { recursive: true })
  useTariffFile(null)
})

/** A day at the same price in every hour. */
function priceFile(currency: string, perKwh: number): string {
  const path = join(directory, `${currency}.csv`)
  const hours = Array.from(
    { length: 24 },
    (_, hour) => new Date(Date.parse(`${DAY}T00:00:00+02:00`) + hour * 3_600_000),
  )
  const rows = hours.map((start) => `${start.toISOString()},${String(perKwh)}`)
  writeFileSync(path, [`time_start,${currency}_per_kWh`, ...rows].join('\n'))
  return path
}

async function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const said = { out: '', err: '' }
  const code = await prices(args, {
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
    environment,
    process: { pid: 1, isAlive: () => true },
  })
  return { code, ...said }
}

const documentSchema = z.object({
  currency: z.string(),
  costs: z.array(z.object({ start: z.string(), costPerKwh: z.number() })),
})

describe('ladeplan prices with a file of tariffs', () => {
  test.each([
    { zone: 'SE3', currency: 'SEK', spot: 0.4, expected: (0.4 + 0.05 + 0.36 + 0.2) * 1.25, unit: 'öre/kWh' },
    { zone: 'DK1', currency: 'DKK', spot: 0.8, expected: (0.8 + 0.1 + 0.008 + 0.2) * 1.25, unit: 'øre/kWh' },
    {
      zone: 'FI',
      currency: 'EUR',
      spot: 0.05,
      expected: (0.05 + 0.005 + 0.0228 + 0.04) * 1.255,
      unit: 'ct/kWh',
    },
    {
      zone: 'DE-LU',
      currency: 'EUR',
      spot: 0.09,
      expected: (0.09 + 0.02 + 0.0205 + 0.09) * 1.19,
      unit: 'ct/kWh',
    },
  ])('shows the whole bill of a kWh in $zone', async ({ zone, currency, spot, expected, unit }) => {
    const args = [
      '--zone',
      zone,
      '--day',
      DAY,
      '--prices',
      priceFile(currency, spot),
      '--tariff-file',
      TARIFFS,
    ]
    const { out, err } = await run([...args, '--json'])
    expect(err).toBe('')
    const document = documentSchema.parse(JSON.parse(out))
    expect(document.currency).toBe(currency)
    const noon = document.costs.find(({ start }) => start === `${DAY}T10:00:00.000Z`)
    expect(noon?.costPerKwh).toBeCloseTo(expected, 9)
    const page = (await run(args)).out
    expect(page).toContain(unit)
    expect(page).toContain((100 * expected).toFixed(2))
  })

  test('takes the one of the environment', async () => {
    const args = [
      '--zone',
      'SE3',
      '--day',
      DAY,
      '--prices',
      priceFile('SEK', 0.4),
      '--grid-company',
      'flat-nett',
      '--json',
    ]
    const { out } = await run(args, { TARIFF_FILE: TARIFFS })
    expect(documentSchema.parse(JSON.parse(out)).costs[0]?.costPerKwh).toBeCloseTo(
      (0.4 + 0.36 + 0.1) * 1.25,
      9,
    )
  })

  test('says what is wrong with the file, and where', async () => {
    const path = join(directory, 'wrong.yaml')
    writeFileSync(path, 'tariffs:\n  - zones: [NO1]\n    rows: []\n')
    const { code, err } = await run([
      '--zone',
      'SE3',
      '--day',
      DAY,
      '--prices',
      priceFile('SEK', 0.4),
      '--tariff-file',
      path,
    ])
    expect(code).toBe(65)
    expect(err).toContain('wrong.yaml tariffs.0.zones.0, line 2: expected a bidding zone outside Norway')
    expect(err).toContain('tariffs.0.rows.0, line 3')
  })
})
