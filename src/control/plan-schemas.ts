import { z } from 'zod'
import { kw, kwh, money, perKwh, percent } from '../base/units.ts'
import { BLOCK_REASONS, CONSTRAINTS, SOLVERS, type Plan } from '../planning/plan-type.ts'
import type { PlanningProblem } from '../planning/problem.ts'

const instant = z.coerce.date()
const interval = { start: instant, end: instant }
const share = z.number().min(0).max(100).transform(percent)
const power = z.number().transform(kw)
const energy = z.number().transform(kwh)
const sum = z.number().transform(money)
const price = z.number().transform(perKwh)
const constraint = z.enum(CONSTRAINTS)

/** A plan as it lies in the store. */
export const planSchema: z.ZodType<Plan> = z.object({
  blocks: z.array(
    z.object({
      ...interval,
      energy,
      cost: sum.nullable(),
      reason: z.enum(BLOCK_REASONS),
      binding: z.array(constraint),
      alternative: z.object({ blocks: z.array(z.object(interval)), extraCost: sum }).nullable(),
    }),
  ),
  feasibility: z.enum(['ready', 'late']),
  shortfall: energy,
  expectedReadyAt: instant.nullable(),
  latestStart: instant,
  socCurve: z.array(z.object({ at: instant, soc: share })),
  energy,
  cost: sum.nullable(),
  meanCost: price.nullable(),
  capacityCost: sum,
  starts: z.number(),
  constraintCosts: z.array(z.object({ constraint, cost: sum })),
  provisional: z.boolean(),
  solver: z.enum(SOLVERS),
  gap: sum,
  relaxed: z.array(constraint),
  inputsHash: z.string(),
})

const siteSchema = z.object({
  baseLoad: z.array(z.object({ ...interval, power })).exactOptional(),
  otherCars: z.array(z.object({ ...interval, power })).exactOptional(),
  gridLimit: power.exactOptional(),
  capacityCharge: z
    .object({
      timeZone: z.string(),
      days: z.number().exactOptional(),
      steps: z.array(z.object({ upTo: power, cost: sum })),
      measured: z.array(z.object({ day: z.string(), peak: power })),
      reserve: z.array(z.object({ ...interval, power })).exactOptional(),
    })
    .exactOptional(),
})

/** The request that a stored plan answers, so that it can be planned again. */
export const problemSchema: z.ZodType<PlanningProblem> = z.object({
  now: instant,
  need: z.object({
    soc: share,
    target: share,
    minimum: share,
    readyBy: instant,
    capacity: energy,
    power,
    efficiency: z.number(),
    taper: z.array(z.object({ soc: share, power })).exactOptional(),
  }),
  slots: z.array(
    z.object({ ...interval, costPerKwh: price.nullable(), quality: z.enum(['final', 'estimate']) }),
  ),
  runs: z
    .object({ maxStarts: z.number().nullable(), minimumRunMinutes: z.number(), startCost: sum })
    .exactOptional(),
  chargingNow: z.boolean().exactOptional(),
  frozen: z.array(z.object(interval)).exactOptional(),
  kept: z.object({ blocks: z.array(z.object(interval)), threshold: sum }).exactOptional(),
  blocked: z.array(z.object(interval)).exactOptional(),
  priceLimit: price.exactOptional(),
  site: siteSchema.exactOptional(),
  herd: z.object({ seed: z.string(), mostSeconds: z.number() }).exactOptional(),
  ahead: z.object({ promised: share, readyBy: instant, target: share }).exactOptional(),
  laterDepartures: z
    .array(z.object({ target: share, readyBy: instant, backAt: instant, used: energy }))
    .exactOptional(),
})
