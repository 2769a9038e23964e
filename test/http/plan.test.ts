import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { BLOCK_REASONS, CONSTRAINTS, SOLVERS } from '../../src/planning/plan-type.ts'
import { api, connect, look, problemIn, type Connected } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()

async function planned(): Promise<Connected> {
  const connected = await connect(scene())
  await look(scene())
  return connected
}

describe('the plan', () => {
  test('is told in full, with half-open blocks and units in the names', async () => {
    const { vehicleId } = await planned()
    const answer = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}/plan`).expect(200)
    const plan = planSchema.parse(answer.body)
    expect(plan).toMatchObject({
      vehicleId,
      feasibility: 'ready',
      shortfallKwh: 0,
      basis: 'whole-kwh-incl-vat',
    })
    expect(plan.readyBy).toBe('2024-12-13T07:00:00.000+01:00')
    const energy = plan.blocks.reduce((sum, block) => sum + block.energyKwh, 0)
    expect(energy).toBeCloseTo(plan.energyKwh, 6)
    for (const { start, end } of plan.blocks) expect(Date.parse(start)).toBeLessThan(Date.parse(end))
  })

  test('is not sent twice to whoever has it', async () => {
    const { vehicleId } = await planned()
    const path = `/v1/vehicles/${vehicleId}/plan`
    const first = await api(scene().app, 'get', path).expect(200)
    const tag = z.string().parse(first.headers['etag'])
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await api(scene().app, 'get', path).set('If-None-Match', known).expect(304)
      expect(again.text).toBe('')
    }
    await api(scene().app, 'get', path).set('If-None-Match', '"other"').expect(200)
  })

  test('is missing before the first look at the car', async () => {
    const { vehicleId } = await connect(scene())
    const problem = problemIn(await api(scene().app, 'get', `/v1/vehicles/${vehicleId}/plan`))
    expect(problem).toMatchObject({ status: 404, code: 'no-plan', resolution: 'retry' })
  })
})

const instant = z.iso.datetime()
const interval = z.strictObject({ start: instant, end: instant })
const planSchema = z.strictObject({
  id: z.uuid(),
  vehicleId: z.uuid(),
  madeAt: instant,
  cause: z.string(),
  readyBy: z.iso.datetime({ offset: true }),
  ahead: z.null(),
  feasibility: z.enum(['ready', 'late']),
  shortfallKwh: z.number(),
  expectedReadyAt: instant,
  latestStart: instant,
  energyKwh: z.number().positive(),
  currency: z.literal('NOK'),
  cost: z.number(),
  meanCostPerKwh: z.number(),
  capacityCost: z.number().nonnegative(),
  capacitySteps: z.array(z.unknown()),
  basis: z.string(),
  provisional: z.boolean(),
  blocks: z
    .array(
      z.strictObject({
        start: instant,
        end: instant,
        energyKwh: z.number().positive(),
        cost: z.number(),
        reason: z.enum(BLOCK_REASONS),
        binding: z.array(z.enum(CONSTRAINTS)),
        alternative: z.strictObject({ blocks: z.array(interval).min(1), extraCost: z.number() }).nullable(),
      }),
    )
    .min(1),
  socCurve: z.array(z.strictObject({ at: instant, socPercent: z.number() })).min(2),
  starts: z.int().positive(),
  constraintCosts: z.array(z.strictObject({ constraint: z.enum(CONSTRAINTS), cost: z.number() })),
  relaxed: z.array(z.enum(CONSTRAINTS)),
  solver: z.enum(SOLVERS),
  gap: z.number().nonnegative(),
  inputsHash: z.string().regex(/^[0-9a-f]{64}$/),
})
