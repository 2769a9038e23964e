import { execFile } from 'node:child_process'
import process from 'node:process'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { closingLines } from '../../src/cli/demo/report.ts'
import { WORDS } from '../../src/cli/demo/words.ts'
import { compiled } from '../support/compiled.ts'

interface Ended {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

/** The command as a person runs it, in a process of its own. */
function ladeplan(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiled('src/cli/ladeplan.ts'), ...args],
      { maxBuffer: 16_000_000 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : (error.code ?? 'killed'), stdout, stderr })
      },
    )
  })
}

const count = z.int().min(0)
const capacitySchema = z.object({
  ...{ left: z.number(), highest: z.number(), isKept: z.boolean() },
  ...{ avoided: z.number(), dearerHours: z.number() },
})
const outcomeSchema = z.object({
  cars: z.array(
    z.object({
      name: z.string(),
      withdrawn: z.boolean(),
      blocks: z
        .array(z.object({ start: z.iso.datetime(), end: z.iso.datetime(), perKwh: z.number() }))
        .min(1),
      session: z.object({
        targetPercent: z.number(),
        readyBy: z.iso.datetime(),
        socAtReadyBy: z.number().nullable(),
      }),
      result: z.object({ energy: z.number(), cost: z.number(), baselineCost: z.number(), saved: z.number() }),
      commands: z.object({ sent: count, confirmed: count, doubled: count }),
      capacity: capacitySchema.nullable(),
    }),
  ),
  totals: z.object({
    currency: z.literal('NOK'),
    saved: z.number(),
    baselineCost: z.number(),
    cost: z.number(),
  }),
  promises: z.object({ made: count, kept: count }),
  commands: z.object({ sent: count, confirmed: count, doubled: count }),
  coordinates: z.object({
    received: count,
    hits: z.array(z.unknown()),
    bytes: count,
    places: count,
    control: z.object({ planted: count, found: count, missed: z.array(z.string()) }),
  }),
  failures: z.array(z.string()),
})

describe('a played night', { timeout: 120_000 }, () => {
  let json: Ended | undefined

  beforeAll(async () => {
    json = await ladeplan('demo', '--json', '--seed', 'north')
  }, 120_000)

  test('ends with four lines, in Norwegian and in English', () => {
    const told = outcomeSchema.parse(JSON.parse(json?.stdout ?? ''))
    const lines = closingLines(told, WORDS.nb, 'nb')
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^spart \d+,\d\d kr av \d+,\d\d \(\d+ %\)$/)
    expect(lines[1]).toBe('3 av 3 løfter holdt')
    expect(lines[2]).toMatch(/^kommandoer: (\d+) sendt, \1 bekreftet, 0 doble$/)
    expect(lines[3]).toMatch(
      /^koordinater: \d{4,} mottatt, 0 lagret; \d+ MB gjennomsøkt på \d{3,} steder, kontrollen fant alle$/,
    )
    expect(closingLines(told, WORDS.en, 'en')[0]).toMatch(/^saved \d+\.\d\d kr of \d+\.\d\d \(\d+ %\)$/)
  })

  // The house comes to 8.1 kW on both days that are measured, so it is charged for 8.1 kW: the step of 5 to 10 kW. Glitre's next one is
  // dearer, and three times 10 less twice 8.1 is what an hour of the third day may have.
  test('keeps the home with a meter under its capacity step, although cheaper hours exist', () => {
    const [kari, ...others] = outcomeSchema.parse(JSON.parse(json?.stdout ?? '')).cars
    expect(others.map(({ capacity }) => capacity)).toEqual([null, null, null])
    const { left, highest, isKept, avoided, dearerHours } = capacitySchema.parse(kari?.capacity)
    expect(isKept).toBe(true)
    // Exactly 10 kW belongs to the step above, and a meter counts whole watt-hours.
    expect(left).toBeCloseTo(3 * 9.999 - 2 * 8.1, 6)
    expect(highest).toBeLessThanOrEqual(left)
    expect(avoided).toBeGreaterThan(200)
    expect(dearerHours).toBeGreaterThan(0)
    expect(dearerHours).toBeLessThan(20)
  })

  test('is told as JSON and nothing else, and every figure adds up', () => {
    expect(json?.code).toBe(0)
    const told = outcomeSchema.parse(JSON.parse(json?.stdout ?? ''))
    expect(told.failures).toEqual([])
    expect(told.cars.map(({ name, withdrawn }) => [name, withdrawn])).toEqual([
      ['Kari', false],
      ['Ola', false],
      ['Siri', false],
      ['Jon', true],
    ])
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
    expect(sum(told.cars.map(({ result }) => result.saved))).toBeCloseTo(told.totals.saved, 6)
    expect(told.totals.baselineCost - told.totals.cost).toBeCloseTo(told.totals.saved, 6)
    expect(sum(told.cars.map(({ commands }) => commands.sent))).toBe(told.commands.sent)
    for (const { withdrawn, session } of told.cars.filter((car) => !car.withdrawn))
      expect(session.socAtReadyBy, String(withdrawn)).toBeGreaterThanOrEqual(session.targetPercent)
    expect(told.coordinates.hits).toEqual([])
    expect(told.coordinates.control.planted).toBeGreaterThan(1_000)
    expect(told.coordinates.control.found).toBe(told.coordinates.control.planted)
    expect(
      told.cars.flatMap(({ blocks }) => blocks).every(({ start }) => start.startsWith('2024-12-1')),
    ).toBe(true)
  })
})

describe('a wrong option', () => {
  test.each([
    [['demo', '--night', '2030-01-01'], '2030-01-01'],
    [['demo', '--lang', 'sv'], 'sv'],
    [['demo', '--sead', 'x'], '--sead'],
    [['play'], 'play'],
  ])('ends %s with exit code 64 and names what is wrong', async (args, named) => {
    const { code, stdout, stderr } = await ladeplan(...args)
    expect(code).toBe(64)
    expect(stderr).toContain(named)
    expect(stderr).not.toMatch(/^ {4}at /m)
    expect(stdout).toBe('')
  })

  test('help is no mistake', async () => {
    const { code, stdout } = await ladeplan('demo', '--help')
    expect(code).toBe(0)
    for (const option of ['--night', '--seed', '--lang', '--json']) expect(stdout).toContain(option)
  })
})
