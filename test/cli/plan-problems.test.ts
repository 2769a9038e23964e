import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { run } from './plan-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'ladeplan-plan-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Four hours, the third the cheapest; an hour at full power is needed. */
const PROBLEM = {
  now: '2026-01-22T22:00:00Z',
  deadline: '2026-01-23T02:00:00Z',
  series: { start: '2026-01-22T22:00:00Z', step_min: 60, price: [4, 3, 1, 2] },
  max_power_kw: 10,
  power_mode: 'range',
  energy_kwh: 10,
}
const TOO_MUCH = { ...PROBLEM, energy_kwh: 50 }

const answerSchema = z.object({
  id: z.string(),
  status: z.enum(['ok', 'shortfall', 'infeasible', 'refused']),
  plan: z.array(z.object({ start: z.string(), end: z.string(), power_kw: z.number() })).optional(),
  cost: z.number().optional(),
  shortfall_kwh: z.number().optional(),
  solver: z.string().optional(),
  gap: z.number().optional(),
  faults: z.array(z.object({ field: z.string(), value: z.string(), expected: z.string() })).optional(),
})

describe('one problem', () => {
  it('is read from a file and answered', async () => {
    const path = join(folder, 'tonight.json')
    writeFileSync(path, JSON.stringify(PROBLEM))
    const { code, out, err } = await run(['--problem', path])
    expect([code, err]).toEqual([0, ''])
    expect(answerSchema.parse(JSON.parse(out))).toMatchObject({
      id: 'tonight',
      status: 'ok',
      plan: [{ start: '2026-01-23T00:00:00.000Z', end: '2026-01-23T01:00:00.000Z', power_kw: 10 }],
      cost: 10,
      shortfall_kwh: 0,
      gap: 0,
    })
  })

  test.each([
    ['infeasible', TOO_MUCH],
    ['shortfall', { ...TOO_MUCH, best_effort: true }],
  ])('that cannot be met is %s, exit code 2', async (status, problem) => {
    const { code, out } = await run(['--problem', '-'], JSON.stringify(problem))
    const answer = answerSchema.parse(JSON.parse(out))
    expect([code, answer.status]).toEqual([2, status])
    expect(answer.shortfall_kwh).toBeCloseTo(10, 5)
  })

  test.each([
    ['a list', '[]'],
    ['null', 'null'],
    ['an empty object', '{}'],
  ])('that is %s is refused, exit code 65', async (_, text) => {
    const { code, out, err } = await run(['--problem', '-'], text)
    expect([code, answerSchema.parse(JSON.parse(out)).status]).toEqual([65, 'refused'])
    expect(err).toContain('problem is refused')
  })

  it('that is no JSON is refused without an answer', async () => {
    const { code, out, err } = await run(['--problem', '-'], '{"now":')
    expect([code, out]).toEqual([65, ''])
    expect(err).toContain('standard input is not JSON')
  })
})

describe('faults of a problem', () => {
  test.each([
    [
      'slots[1].price',
      { series: undefined, slots: [slot(22), slot(23, 'dear')] },
      '"dear"',
      'a finite number',
    ],
    [
      'slots[1].start',
      { series: undefined, slots: [slot(22), slot(21)] },
      undefined,
      'not before 2026-01-22T23:00',
    ],
    ['deadline', { deadline: 'tomorrow' }, '"tomorrow"', 'an instant'],
    ['now', { now: undefined }, 'missing', 'an instant'],
    ['max_starts', { max_starts: 1.5 }, '1.5', 'a whole number'],
    ['power_mode', { power_mode: 'full' }, '"full"', 'range or semi or onoff'],
    ['start_cost', { start_cost: 'none' }, '"none"', 'a finite number or a list'],
    ['energy_kwh', { energy_kwh: -1 }, '-1', 'at least 0'],
    ['capacity.steps', { capacity: { steps: [] } }, '[]', 'a list of at least 1'],
    ['deadlin', { deadlin: 1 }, '1', 'no such field'],
    ['efficiency', { efficiency: 1.1 }, '1.1', 'at most 1'],
  ])('name the field: %s', async (field, change, value, expected) => {
    const { out } = await run(['--problem', '-'], JSON.stringify({ ...PROBLEM, ...change }))
    const { faults = [] } = answerSchema.parse(JSON.parse(out))
    expect(faults.map((fault) => fault.field)).toEqual([field])
    if (value !== undefined) expect(faults[0]?.value).toBe(value)
    expect(faults[0]?.expected).toContain(expected)
  })

  it('are told all at once', async () => {
    const { out } = await run(
      ['--problem', '-'],
      JSON.stringify({ ...PROBLEM, now: 1, deadline: 2, extra: 3 }),
    )
    const { faults = [] } = answerSchema.parse(JSON.parse(out))
    expect(faults.map(({ field }) => field).toSorted()).toEqual(['deadline', 'extra', 'now'])
  })
})

function slot(hour: number, price: unknown = 1): object {
  const at = (clock: number): string => `2026-01-22T${String(clock).padStart(2, '0')}:00:00Z`
  return { start: at(hour), end: hour === 23 ? '2026-01-23T00:00:00Z' : at(hour + 1), price }
}

describe('a batch', () => {
  const answers = (out: string) => z.record(z.string(), answerSchema).parse(JSON.parse(out))

  it('is answered by key', async () => {
    const { code, out } = await run(
      ['--problem', '-', '--batch'],
      JSON.stringify({ a: PROBLEM, b: TOO_MUCH }),
    )
    expect(code).toBe(0)
    expect(Object.values(answers(out)).map(({ id, status }) => [id, status])).toEqual([
      ['a', 'ok'],
      ['b', 'infeasible'],
    ])
  })

  it('answers the others where some are refused, and exits with 65', async () => {
    const batch = `{"a": null, "b": ${JSON.stringify(PROBLEM)}, "c": {"now": 1}, "__proto__": 2}`
    const { code, out, err } = await run(['--problem', '-', '--batch'], batch)
    expect(code).toBe(65)
    const all: unknown = JSON.parse(out)
    expect(Object.entries(z.looseObject({}).parse(all)).length).toBeGreaterThanOrEqual(3)
    expect(out).toContain('"__proto__"')
    expect(answers(out)).toMatchObject({
      a: { status: 'refused' },
      b: { status: 'ok' },
      c: { status: 'refused' },
    })
    expect(err).toMatch(/a is refused:\n- problem is null, expected an object\n/)
  })

  test.each([['[]'], ['null'], ['3']])('that is %s is refused', async (text) => {
    expect(await run(['--problem', '-', '--batch'], text)).toMatchObject({ code: 65, out: '' })
  })

  it('that is empty is answered with nothing', async () => {
    expect(await run(['--problem', '-', '--batch'], '{}')).toEqual({ code: 0, out: '{}\n', err: '' })
  })
})
