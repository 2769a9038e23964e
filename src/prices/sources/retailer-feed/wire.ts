import { z } from 'zod'
import { biddingZoneSchema } from '../../zones.ts'

/** A quarter-hour day of 25 hours has 100 prices. */
const MOST_PRICES = 100

/** A delivery day as `docs/reference/retailer-feed.md` describes it. Strict: a field we do not know is a misunderstanding. */
export const feedDaySchema = z.strictObject({
  zone: biddingZoneSchema,
  day: z.iso.date(),
  currency: z.enum(['NOK', 'SEK', 'DKK', 'EUR', 'PLN', 'CZK', 'HUF', 'RON', 'CHF', 'GBP']),
  unit: z.enum(['kWh', 'MWh']),
  stepMinutes: z.literal([15, 30, 60]),
  publishedAt: z.iso.datetime({ offset: true }),
  quality: z.enum(['final', 'preliminary']),
  prices: z.array(z.number().nullable()).max(MOST_PRICES),
  rate: z.number().positive().nullable(),
})
export type FeedDay = z.infer<typeof feedDaySchema>
