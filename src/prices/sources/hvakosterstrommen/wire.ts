import { z } from 'zod'

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

/** A quarter-hour day of 25 hours has 100 rows; more cannot be a day. */
const MOST_ROWS = 100

/** What is kept of the answer. The price in euro and the rate are not used. */
export const dayAnswerSchema = z
  .array(z.object({ NOK_per_kWh: z.number(), time_start: instant, time_end: instant }))
  .max(MOST_ROWS)

export type PriceRow = z.infer<typeof dayAnswerSchema>[number]
