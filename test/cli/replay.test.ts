import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { money, perKwh } from '../../src/base/units.ts'
import { replay, REPLAY_HELP } from '../../src/cli/replay.ts'
import { UsageError } from '../../src/cli/usage.ts'
import { planCharging } from '../../src/planning/plan.ts'
import type { Plan } from '../../src/planning/plan-type.ts'
import { following } from '../../src/planning/replan.ts'
import { nightOf, slotsOf } from '../support/pictures.ts'
import { EVENING, run as runPlan, type Written } from './plan-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'ladeplan-replay-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** `ladeplan replay` in this process, without a configuration of its own. */
async function run(...args: readonly string[]): Promise<Written> {
  let [out, err] = ['', '']
  const code = await replay(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    environment: { LADEPLAN_DATA_DIRECTORY: folder },
    process: { pid: process.pid, isAlive: () => true },
  })
  return { code, out, err }
}

function file(content: string | object): string {
  const path = join(folder, 'stored.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const problem = {
  ...nightOf(slotsOf([3, 1, 2.123456, null, 1]), { hours: 1.5 }),
  runs: { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.1) },
}
const plan = planCharging(problem)

/** The plan with the cost of its first block one øre higher. */
function oneOreDearer({ blocks: [first, ...more], ...rest }: Plan): Plan {
  if (first?.cost == null) throw new Error('Expected a block with a cost')
  return { ...rest, blocks: [{ ...first, cost: money(first.cost + 0.01) }, ...more] }
}

const outcomeSchema = z.object({
  outcome: z.enum(['same', 'differs', 'request-changed']),
  inputsHash: z.string(),
  plannedHash: z.string().optional(),
  compared: z.number().optional(),
  differences: z
    .array(z.object({ field: z.string(), stored: z.json().optional(), replayed: z.json().optional() }))
    .optional(),
})

async function outcomeOf(content: object) {
  const { code, out } = await run(file(content), '--json')
  return { code, ...outcomeSchema.parse(JSON.parse(out)) }
}

describe('a plan in a file', () => {
  it('is the same when it is planned again', async () => {
    const { code, compared, inputsHash } = await outcomeOf({ problem, plan })
    expect([code, inputsHash]).toEqual([0, plan.inputsHash])
    expect(compared).toBeGreaterThan(30)
    expect((await run(file({ problem, plan }))).out).toMatch(/: the same plan, \d+ values compared/)
  })

  it('is the same when another plan was being followed', async () => {
    const next = following(plan, problem)
    expect(next.kept).toBeDefined()
    expect((await outcomeOf({ problem: next, plan: planCharging(next) })).code).toBe(0)
  })

  it('is found to differ by one øre, with both values', async () => {
    const { code, differences } = await outcomeOf({ problem, plan: oneOreDearer(plan) })
    expect(code).toBe(1)
    const cost = plan.blocks[0]?.cost ?? Number.NaN
    expect(differences).toEqual([{ field: 'blocks[0].cost', stored: cost + 0.01, replayed: cost }])
    const { out } = await run(file({ problem, plan: oneOreDearer(plan) }))
    expect(out).toContain(`blocks[0].cost: stored ${String(cost + 0.01)}, now ${String(cost)}`)
  })

  it('is found to differ by a block that is not there', async () => {
    const { code, differences } = await outcomeOf({
      problem,
      plan: { ...plan, blocks: plan.blocks.slice(1) },
    })
    expect(code).toBe(1)
    expect(differences?.map(({ field }) => field)).toContain('blocks[1]')
  })

  it('is not replayed for another request, which its hash tells', async () => {
    const slots = problem.slots.map((slot, index) =>
      index === 0 ? { ...slot, costPerKwh: perKwh(3.01) } : slot,
    )
    const changed = { problem: { ...problem, slots }, plan }
    const { code, outcome, inputsHash, plannedHash } = await outcomeOf(changed)
    expect([code, outcome, plannedHash]).toEqual([3, 'request-changed', plan.inputsHash])
    expect((await run(file(changed))).out).toContain(inputsHash)
  })

  it('is what ladeplan plan --json writes', async () => {
    const { out } = await runPlan([...EVENING, '--json'])
    expect((await run(file(out))).code).toBe(0)
  })
})

describe('a problem object with its answer', () => {
  const object = {
    now: '2026-01-22T22:00:00Z',
    deadline: '2026-01-23T02:00:00Z',
    series: { start: '2026-01-22T22:00:00Z', step_min: 60, price: [4, 3, 1, 2] },
    max_power_kw: 10,
    power_mode: 'range',
    energy_kwh: 10,
  }

  it('is the same, and found to differ when its cost does', async () => {
    const { out } = await runPlan(['--problem', '-'], JSON.stringify(object))
    const answer = z.looseObject({ cost: z.number() }).parse(JSON.parse(out))
    expect((await outcomeOf({ problem: object, answer })).code).toBe(0)
    const { code, differences } = await outcomeOf({ problem: object, answer: { ...answer, cost: 10.01 } })
    expect(code).toBe(1)
    expect(differences).toEqual([{ field: 'cost', stored: 10.01, replayed: 10 }])
  })
})

describe('what cannot be replayed', () => {
  test.each([
    ['no JSON', '{', 'is not JSON'],
    ['a list', '[]', 'expected {"problem": …, "plan": …}'],
    ['a plan without its request', { plan }, 'expected {"problem": …, "plan": …}'],
    ['a plan without fields', { problem, plan: {} }, '- plan.blocks is missing'],
    ['a share above 100', { problem: { ...problem, need: { ...problem.need, soc: 120 } }, plan }, '120'],
    ['an answer that was a refusal', { problem: {}, answer: { status: 'refused' } }, '- answer.status'],
  ])('%s gives exit code 65 and says why', async (_, content, message) => {
    const { code, out, err } = await run(file(content))
    expect([code, out]).toEqual([65, ''])
    expect(err).toContain(message)
  })

  test.each([
    ['a file', join(folder, 'gone.json'), 'There is no file'],
    ['a file that is a folder', folder, 'cannot be read (EISDIR)'],
    ['a plan without a database', 'a-plan', `there is no database in ${folder}`],
  ])('%s that is not there gives exit code 66', async (_, name, message) => {
    const { code, out, err } = await run(name)
    expect([code, out]).toEqual([66, ''])
    expect(err).toContain(message)
  })

  test.each([
    ['nothing', []],
    ['two files', ['a.json', 'b.json']],
    ['an option that is not there', ['a', '--at']],
  ])('%s is wrong usage', async (_, args) => {
    await expect(run(...args)).rejects.toThrow(
      args.length === 2 && args[1] === '--at' ? TypeError : UsageError,
    )
  })
})

test('the page about the command line says what --help says', () => {
  expect(readFileSync('docs/reference/cli.md', 'utf8')).toContain(`\`\`\`text\n${REPLAY_HELP}\n\`\`\``)
})
