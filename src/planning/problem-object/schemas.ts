import { z } from 'zod'

/**
 * The problem object `ladeplan-problem/1`: one planning request in the field's common form, with field names of its own
 * (snake_case, units in the name). Power in kW and energy at the grid side, except where a field says "battery"; prices per
 * kWh taken from the grid, in any one unit. What the fields mean together is in `docs/reference/ladeplan-problem-1.md`.
 */
const instant = z.iso
  .datetime({ offset: true })
  .describe('An instant, ISO 8601 with `Z` or an offset, e.g. 2026-01-22T22:15:00Z')
const energy = z.number().nonnegative()
const power = z.number().nonnegative()
const interval = z.strictObject({ start: instant, end: instant })

const slot = z.strictObject({
  start: instant,
  end: instant,
  price: z.number().nullable().optional().describe('Per kWh; may be negative. Missing or null: no charging'),
  base_load_kw: z.number().optional().describe('Mean power the site takes anyway'),
})

const series = z.strictObject({
  start: instant,
  step_min: z.number().positive(),
  price: z.array(z.number().nullable()),
  base_load_kw: z.array(z.number()).optional(),
})

const bound = z.strictObject({
  time: instant,
  kwh: z.number().describe('Battery energy added since `now`'),
})

const departure = z.strictObject({
  time: instant,
  energy_kwh: energy.describe('Battery energy, above what is in it at `now`, wanted when the car leaves'),
  back: instant.optional().describe('The car is away from `time` until then'),
  used_kwh: energy.optional().describe('Battery energy the trip uses'),
})

const capacity = z.strictObject({
  steps: z
    .array(z.strictObject({ up_to_kw: z.number(), cost: z.number() }))
    .min(1)
    .describe('In order; a peak above the last step is not allowed'),
  rule: z
    .enum(['highest_hour', 'three_highest_days'])
    .optional()
    .describe(
      'highest_hour (default): the highest clock-hour mean; three_highest_days: mean of the three highest daily peaks of each calendar month in `tz`',
    ),
  measured_peak_kw: power.optional().describe('highest_hour: the peak so far'),
  measured_days: z
    .array(z.strictObject({ day: z.iso.date(), peak_kw: power }))
    .optional()
    .describe('three_highest_days: daily peaks so far'),
})

export const problemObjectSchema = z.strictObject({
  now: instant,
  window_start: instant.optional(),
  deadline: instant,
  tz: z.string().optional().describe('IANA zone; only days of three_highest_days depend on it'),
  price_unit: z.string().optional().describe('Information only'),
  slots: z.array(slot).optional(),
  series: series.optional(),
  max_power_kw: power,
  min_power_kw: power.nullable().optional(),
  power_mode: z.enum(['range', 'semi', 'onoff']),
  efficiency: z.number().optional().describe('Battery kWh per grid kWh, (0, 1]; default 1'),
  energy_kwh: energy.describe('Battery energy wanted by `deadline`'),
  energy_max_kwh: energy.optional().describe('Most battery energy; default energy_kwh'),
  best_effort: z.boolean().optional(),
  granularity: z.enum(['slot', 'any']).optional().describe('Default slot'),
  contiguous: z.boolean().optional(),
  max_starts: z.int().nonnegative().optional(),
  start_cost: z.union([z.number().nonnegative(), z.array(z.number().nonnegative())]).optional(),
  initially_on: z.boolean().optional(),
  min_run_min: z.number().nonnegative().optional(),
  forced_on: z.array(interval).optional(),
  blocked: z.array(interval).optional(),
  price_limit: z.number().nullable().optional(),
  soc_floors: z.array(bound).optional(),
  soc_ceilings: z.array(bound).optional(),
  min_soc_first_kwh: energy.optional(),
  grid_limit_kw: power.optional(),
  tier: z.strictObject({ threshold_kw: power, surcharge: z.number().nonnegative() }).optional(),
  capacity: capacity.optional(),
  departures: z.array(departure).optional().describe('Planned jointly'),
  battery_room_kwh: energy.optional().describe('Battery energy that fits in at `now`; with departures'),
  taper: z
    .array(z.strictObject({ from_kwh: energy, power_kw: power }))
    .optional()
    .describe('Most power from so much battery energy added on; falling'),
})

export type ProblemObject = z.infer<typeof problemObjectSchema>

/** The answer to one problem object. Times ISO 8601 UTC, power at the grid side; blocks that touch are one run. */
export interface AnswerObject {
  readonly status: 'ok' | 'shortfall' | 'infeasible'
  readonly plan: readonly { readonly start: string; readonly end: string; readonly power_kw: number }[]
  readonly cost: number
  /** Battery energy missing of energy_kwh. */
  readonly shortfall_kwh: number
  /** The method. */
  readonly solver: string
  /** The cost is at most so much above the optimum; 0: it is the optimum. */
  readonly gap: number
}
