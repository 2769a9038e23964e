import { z } from 'zod'

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

/** A quarter-hour day of 25 hours has 100 rows; a few more are a day expanded wrongly, which deserves its own message. */
const MOST_ROWS = 200

/** What is kept of the answer. Stated ends are not: on 2025-10-26 one was an hour late. */
export const dayAnswerSchema = z
  .array(
    z.object({
      SEK_per_kWh: z.number().nullable(),
      EUR_per_kWh: z.number().nullish(),
      EXR: z.number().nullish(),
      time_start: instant,
    }),
  )
  .max(MOST_ROWS)

export type PriceRow = z.infer<typeof dayAnswerSchema>[number]
