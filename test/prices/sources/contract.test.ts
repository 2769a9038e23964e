import axios from 'axios'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SteppedClock } from '../../../src/base/clock.ts'
import { MARKET_TIME_ZONE, startOfLocalDay } from '../../../src/base/local-time.ts'
import { Secret } from '../../../src/config/secrets.ts'
import {
  type PriceDocument,
  type PriceSource,
  PriceSourceError,
  slotsInDay,
} from '../../../src/prices/port.ts'
import { readShippedDays } from '../../../src/prices/shipped-days.ts'
import { createElprisetjustnu } from '../../../src/prices/sources/elprisetjustnu/client.ts'
import { createEntsoe } from '../../../src/prices/sources/entsoe/client.ts'
import { createPriceFiles } from '../../../src/prices/sources/file/source.ts'
import { createHvakosterstrommen } from '../../../src/prices/sources/hvakosterstrommen/client.ts'
import { createRetailerFeed } from '../../../src/prices/sources/retailer-feed/client.ts'
import type { BiddingZone } from '../../../src/prices/zones.ts'
import type { PriceDay } from '../../../src/simulator/price-sources/price-day.ts'
import type { PriceFaultKind } from '../../../src/simulator/price-sources/price-faults.ts'
import { ENTSOE_TOKEN, FEED_TOKEN } from '../../../src/simulator/price-sources/routes.ts'
import { type Simulator, startSimulator } from '../../../src/simulator/simulator.ts'
import { failureOf, published } from './support.ts'

/** A day at 0.40 and more, in the currency of the zone; no two hours alike. */
function madeDay(zone: BiddingZone, day: string, stepMinutes: 15 | 60): PriceDay {
  const start = startOfLocalDay(day, MARKET_TIME_ZONE).getTime()
  return {
    zone,
    day,
    slots: Array.from({ length: slotsInDay(day, stepMinutes) }, (_, slot) => ({
      startUtc: new Date(start + slot * stepMinutes * 60_000),
      perKwh: 0.4 + Math.floor((slot * stepMinutes) / 60) / 100,
    })),
  }
}

const DAYS: readonly PriceDay[] = [
  ...readShippedDays('data/prices'),
  ...(['NO4', 'SE1'] as const).flatMap((zone) => [
    madeDay(zone, '2025-10-24', 15),
    madeDay(zone, '2025-10-25', 15),
    madeDay(zone, '2025-10-26', 15),
    madeDay(zone, '2025-03-30', 60),
  ]),
]

/** Everything published: tomorrow is 2025-10-27. */
const clock = new SteppedClock(new Date('2025-10-26T15:00:00Z'))
let simulator: Simulator
let folder = ''

beforeAll(async () => {
  simulator = await startSimulator({
    clock,
    seed: 'prices',
    cars: [],
    prices: DAYS,
    port: 0,
    redirectUris: [],
  })
  folder = mkdtempSync(join(tmpdir(), 'ladeplan-contract-'))
  for (const { zone, day, slots } of DAYS) {
    const rows = slots.map(({ startUtc, perKwh }) => `${startUtc.toISOString()},${String(perKwh)}`)
    const unit = zone.startsWith('SE') ? 'sek_per_kwh' : 'nok_per_kwh'
    writeFileSync(join(folder, `${day}_${zone}.csv`), [`start,${unit}`, ...rows].join('\n'))
  }
})
afterEach(() => {
  simulator.reset()
})
afterAll(async () => {
  await simulator.close()
  rmSync(folder, { recursive: true })
})

interface Case {
  readonly name: string
  readonly zone: BiddingZone
  readonly source: () => PriceSource
}

const CASES: readonly Case[] = [
  {
    name: 'hvakosterstrommen',
    zone: 'NO4',
    source: () => createHvakosterstrommen({ baseUrl: `${simulator.url}/hvakosterstrommen`, timeoutMs: 1500 }),
  },
  {
    name: 'elprisetjustnu',
    zone: 'SE1',
    source: () => createElprisetjustnu({ baseUrl: `${simulator.url}/elprisetjustnu`, timeoutMs: 1500 }),
  },
  {
    name: 'entsoe',
    zone: 'NO4',
    source: () =>
      createEntsoe({
        securityToken: new Secret(ENTSOE_TOKEN),
        clock,
        baseUrl: `${simulator.url}/entsoe`,
        timeoutMs: 1500,
      }),
  },
  {
    name: 'retailer-feed',
    zone: 'NO4',
    source: () =>
      createRetailerFeed({
        baseUrl: `${simulator.url}/retailer-feed`,
        token: new Secret(FEED_TOKEN),
        zones: ['NO2', 'NO4', 'SE1'],
        timeoutMs: 1500,
      }),
  },
  { name: 'file', zone: 'NO4', source: () => createPriceFiles({ path: folder }) },
]
const REMOTE = CASES.filter(({ name }) => name !== 'file')

async function arm(kind: PriceFaultKind): Promise<void> {
  await axios.post(`${simulator.url}/_simulator/price-faults`, { kind })
}

/** Prices per kWh in the zone's currency, whichever column the source has. */
function perKwhOf({ zone, perKwh, eurPerMwh }: PriceDocument): readonly (number | null)[] {
  const rate = zone.startsWith('SE') ? 11.2 : 11.7
  return perKwh ?? (eurPerMwh ?? []).map((price) => (price === null ? null : (price * rate) / 1000))
}

describe.each(CASES)('$name', ({ name, zone, source }) => {
  test('knows its name and its zones', () => {
    expect(source().name).toBe(name)
    expect(source().zones).toContain(zone)
  })

  test.each([
    ['2025-10-25', 96, 15],
    ['2025-10-26', 100, 15],
    ['2025-03-30', 23, 60],
  ])('has every price of %s, %i slots of %i minutes', async (day, count, stepMinutes) => {
    const document = published(await source().fetchDay(zone, day))
    const expected = DAYS.find((one) => one.zone === zone && one.day === day)?.slots ?? []
    const found = perKwhOf(document)
    expect(found).toHaveLength(count)
    // ENTSO-E has two decimals of a euro per MWh.
    found.forEach((price, slot) => {
      expect(price).toBeCloseTo(expected[slot]?.perKwh ?? Number.NaN, 3)
    })
    expect(document).toMatchObject({ source: name, zone, day, stepMinutes })
  })

  test('says not-published of a day that is not there', async () => {
    expect(await source().fetchDay(zone, '2025-10-27')).toBe('not-published')
  })

  test('is not asked for a day that is none', async () => {
    await expect(source().fetchDay(zone, '2025-02-30')).rejects.toThrow()
  })
})

describe.each(REMOTE)('$name in trouble', ({ name, zone, source }) => {
  const ask = (day = '2025-10-25') => source().fetchDay(zone, day)

  test.each<[PriceFaultKind, string]>([
    ['down', 'price-source-unavailable'],
    ['rate-limited', 'price-source-rate-limited'],
    ['html', 'price-answer-unreadable'],
    ['silence', 'price-source-timeout'],
    ['zeros', 'prices-not-credible'],
    ['hundredfold', 'prices-not-credible'],
  ])('answering "%s" gives %s and nothing else', async (kind, code) => {
    await arm(kind)
    const error = await failureOf(() => ask())
    expect(error).toMatchObject({ code, temporary: true })
    expect(error.message).toContain(`${zone}, delivery day 2025-10-25, from ${name}`)
    expect(await ask()).toMatchObject({ day: '2025-10-25' })
  })

  test('B19: that is late has no such day yet, and has it later', async () => {
    await arm('late')
    expect(await ask()).toBe('not-published')
    expect(await ask()).toMatchObject({ day: '2025-10-25' })
  })

  test('that leaves hours out gives a partial day', async () => {
    await arm('partial')
    const { eurPerMwh, perKwh } = published(await ask())
    expect((perKwh ?? eurPerMwh)?.slice(-17)).toEqual([expect.any(Number), ...new Array<null>(16).fill(null)])
  })

  test('B14: that gives the day before under this day’s name is not believed', async () => {
    await arm('copied')
    const outcome = await ask().catch((error: unknown) => error)
    if (outcome instanceof PriceSourceError) expect(outcome.code).toBe('prices-not-credible')
    else expect(outcome).toBe('not-published')
  })

  test('B1: that fills the doubled hour with zeros is refused', async () => {
    await arm('zeroed-hour')
    const error = await failureOf(() => ask('2025-10-26'))
    expect(error.message).toContain('the doubled hour from 2025-10-26T00:00:00.000Z on is exactly 0')
  })

  test('wants another token when it refuses the one it has', async () => {
    await arm('token-refused')
    const error = await failureOf(() => ask())
    const hasToken = name === 'entsoe' || name === 'retailer-feed'
    expect(error.code).toBe(hasToken ? 'price-source-token-refused' : 'price-source-refused')
    expect(error.temporary).toBe(false)
  })
})

describe.each(REMOTE.slice(0, 2))('$name, which tells euro and local currency', ({ zone, source }) => {
  test('B3: labelling an hour late from 02:00 on is refused', async () => {
    await arm('shifted-hour')
    const error = await failureOf(() => source().fetchDay(zone, '2025-10-26'))
    expect(error.message).toContain('the slot at 2025-10-26T23:00:00.000Z')
    expect(error.message).toContain('belongs to 2025-10-27')
  })

  test('B16: telling euro under the name of the currency is refused', async () => {
    await arm('euro-labelled-local')
    const error = await failureOf(() => source().fetchDay(zone, '2025-10-25'))
    expect(error.message).toContain('make a rate of 1.000')
  })
})

describe('entsoe', () => {
  const ask = () => CASES[2]?.source().fetchDay('NO4', '2025-10-25')

  test.each(['acknowledged-200', 'acknowledged-400'] as const)('%s means not published', async (kind) => {
    await arm(kind)
    expect(await ask()).toBe('not-published')
  })

  test('B20: a refusal with 400 may pass', async () => {
    await arm('refused-400')
    expect(await failureOf(ask)).toMatchObject({ code: 'price-source-refused', temporary: true, status: 400 })
    expect(await ask()).toMatchObject({ day: '2025-10-25' })
  })
})
