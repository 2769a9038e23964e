import { z } from 'zod'
import type { TimeZone } from '../base/local-time.ts'
import { monthUpTo, oldestMonth } from '../sites/month-to-date.ts'
import type { MonthToDate } from '../tariffs/tariff-site.ts'

/** Meters' clocks are not ours. */
const AHEAD_SECONDS = 60
/** A hundred homes. More is a slip of the unit. */
const MOST_KWH = 100_000

const kwhRule = `expected a number of kWh from 0 to ${String(MOST_KWH)}`
const instantRule = 'expected an instant with its offset, such as 2026-01-31T17:15:00+01:00'

/**
 * What a site has used in a month, up to an instant.
 *
 * @returns a schema that makes of it the month it is of, in the site's own time
 */
export function monthRequestSchema(now: Date, timeZone: TimeZone) {
  const first = oldestMonth(now, timeZone)
  const lastRule = `expected no later than ${now.toISOString()}, which is now`
  const firstRule = `expected an instant of ${first} or later, local time: older months are not kept`
  return z
    .strictObject(
      {
        kwh: z.number(kwhRule).min(0, kwhRule).max(MOST_KWH, kwhRule),
        asOf: z.iso
          .datetime({ offset: true, error: instantRule })
          .transform((text) => new Date(text))
          .refine((asOf) => asOf.getTime() <= now.getTime() + AHEAD_SECONDS * 1000, lastRule)
          .refine((asOf) => monthUpTo(asOf, timeZone) >= first, firstRule),
      },
      'expected an object',
    )
    .transform(({ kwh, asOf }): MonthToDate => ({ month: monthUpTo(asOf, timeZone), kwh, asOf }))
}
