import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { DEMO_HELP } from '../../src/cli/demo.ts'
import { PLAN_HELP } from '../../src/cli/plan.ts'
import { SIMULATOR_HELP } from '../../src/cli/simulator.ts'
import { UsageError } from '../../src/cli/usage.ts'
import { EVENING, run } from './plan-io.ts'

const page = readFileSync('docs/reference/cli.md', 'utf8')

const sum = z.number().nullable()
const documentSchema = z.object({
  currency: z.string(),
  now: z.iso.datetime(),
  need: z.object({ readyBy: z.iso.datetime() }),
  plan: z.object({
    blocks: z.array(z.object({ start: z.iso.datetime(), end: z.iso.datetime(), cost: sum })),
    energy: z.number(),
    cost: sum,
    feasibility: z.enum(['ready', 'late']),
    shortfall: z.number(),
    starts: z.int(),
  }),
  baselines: z.object({
    plugAndCharge: z.object({ cost: sum, saved: sum, finishedAt: z.iso.datetime() }),
    meanPrice: z.object({ cost: sum, perKwh: sum, saved: sum }),
    withoutRunLimits: z.object({ cost: sum, saved: sum }),
  }),
})

async function planned(...more: readonly string[]) {
  const { code, out } = await run([...EVENING, ...more, '--json'])
  return { code, ...documentSchema.parse(JSON.parse(out)) }
}

describe('a plan on prices from files', () => {
  it('is ready in time and cheaper than any baseline but the one without limits', async () => {
    const { code, plan, baselines } = await planned()
    expect([code, plan.feasibility, plan.shortfall]).toEqual([0, 'ready', 0])
    const cost = plan.cost ?? Number.NaN
    expect(cost).toBeLessThan(baselines.plugAndCharge.cost ?? 0)
    expect(cost).toBeLessThan(baselines.meanPrice.cost ?? 0)
    expect(cost).toBeGreaterThanOrEqual((baselines.withoutRunLimits.cost ?? Infinity) - 1e-6)
    expect(baselines.plugAndCharge.saved).toBeCloseTo((baselines.plugAndCharge.cost ?? 0) - cost, 9)
  })

  it('begins with the first price unless told when now is', async () => {
    const args = EVENING.filter((arg, index) => arg !== '--now' && EVENING[index - 1] !== '--now')
    const { out } = await run([...args, '--json'])
    expect(documentSchema.parse(JSON.parse(out)).now).toBe('2024-12-11T23:00:00.000Z')
  })

  it('reads the ready-by time on the local clock, and an instant as it is', async () => {
    expect((await planned('--time-zone', 'UTC')).need.readyBy).toBe('2024-12-13T07:00:00.000Z')
    const at = '2024-12-13T04:30:00+01:00'
    expect((await planned('--ready-by', at)).need.readyBy).toBe('2024-12-13T03:30:00.000Z')
  })

  it('keeps to the limits on starts', async () => {
    const { plan } = await planned('--max-starts', '1', '--target', '100')
    expect(plan.starts).toBeLessThanOrEqual(1)
  })

  it('that is late says so, exit code 2', async () => {
    const { code, plan } = await planned('--power', '1.5')
    expect([code, plan.feasibility]).toEqual([2, 'late'])
    expect((await run([...EVENING, '--power', '1.5'])).out).toMatch(/^LATE: \d/m)
  })

  it('that has nothing to charge says so', async () => {
    const { code, out } = await run([...EVENING, '--target', '40'])
    expect(code).toBe(0)
    expect(out).toContain('Nothing to charge.')
  })

  it('on a night on which clocks go back tells the two hours of one name apart', async () => {
    const { code, out } = await run([
      ...['--prices', 'test/fixtures/price-files/elprisetjustnu_SE4_2025-10-26_wrong-end.csv'],
      ...['--soc', '10', '--target', '90', '--ready-by', '07:00', '--capacity', '60', '--power', '11'],
      ...['--now', '2025-10-26T02:00:00+02:00', '--charging-now', '--minimum', '20', '--max-starts', 'none'],
    ])
    expect(code).toBe(0)
    expect(out).toMatch(/Sun 26 Oct 02:00A–/)
    expect(out).toContain('SEK/kWh')
    expect(out).toContain('the\n  end has the wrong offset')
  })

  test.each([
    ['a night', []],
    ['a night in Norwegian', ['--lang', 'nb']],
    ['two days', ['--now', '2024-12-11T23:00:00Z', '--ready-by', '2024-12-13T23:00:00Z', '--lang', 'nb']],
    ['a late plan', ['--power', '1.5', '--lang', 'nb']],
    ['many starts', ['--max-starts', 'none', '--min-run', '0', '--power', '4', '--target', '100']],
  ])('fits into 80 columns: %s', async (_, more) => {
    const { out } = await run([...EVENING, ...more])
    const lines = out.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(15)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })
})

describe('what is wrong with a request', () => {
  it('is named all at once', async () => {
    const failed = run([
      '--soc',
      '400',
      '--ready-by',
      '7',
      '--time-zone',
      'Oslo',
      '--max-starts',
      '0',
      '--lang',
      'de',
    ])
    await expect(failed).rejects.toThrow(UsageError)
    const message = await failed.catch(String)
    for (const option of [
      'prices',
      'soc 400',
      'target',
      'ready-by 7',
      'time-zone Oslo',
      'max-starts 0',
      'lang de',
    ])
      expect(message).toContain(`--${option}`)
  })

  test.each([
    ['a file that is not there', [...EVENING, '--prices', 'gone.csv'], 'gone.csv cannot be read (ENOENT)'],
    ['an option that is not there', ['--socket', '1'], "Unknown option '--socket'"],
    ['options beside a problem', ['--problem', '-', '--soc', '4'], 'leave out --soc'],
    ['a batch of prices', [...EVENING, '--batch'], '--batch goes with --problem'],
    ['a number that is none', [...EVENING, '--power', ''], '--power : expected kW'],
  ])('%s is a fault of usage', async (_, args, message) => {
    await expect(run(args)).rejects.toThrow(message)
  })

  it('a price file that is refused gives exit code 65 and every fault', async () => {
    const file = 'test/fixtures/price-files/elprisetjustnu_SE4_2025-10-26_103-rows.csv'
    const { code, out, err } = await run([...EVENING, '--prices', file])
    expect([code, out]).toEqual([65, ''])
    expect(err).toMatch(/line 17.*\n.*line 18.*\n.*line 19/)
  })
})

/** The command as a person runs it in a clone. */
function ladeplan(line: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/ladeplan.js', ...line.split(/\s+/)], (error, stdout, stderr) => {
      resolve(error === null ? stdout : `${stdout}${stderr}exit code ${String(error.code)}`)
    })
  })
}

describe('the page about the command line', () => {
  it('shows an example as it comes out, byte for byte', async () => {
    const [, command = '', output = ''] =
      /```text example\n\$ npx ladeplan ((?:.*\\\n)*.*)\n([^]*?)```/.exec(page) ?? []
    expect(command).toContain('plan')
    expect(await ladeplan(command.replaceAll('\\\n', ' ').trim())).toBe(output)
  })

  test.each([
    ['plan', PLAN_HELP],
    ['demo', DEMO_HELP],
    ['simulator', SIMULATOR_HELP],
  ])('says what --help says: %s', (_, help) => {
    expect(page).toContain(`\`\`\`text\n${help}\n\`\`\``)
  })
})
