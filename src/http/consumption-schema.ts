import { z } from 'zod'
import type { ConsumptionReading } from '../sites/consumption.ts'

/** Some hours of power every half minute, or a day of quarters many times over. */
const MOST_READINGS = 500
/** Older readings are dropped at once anyway. */
const OLDEST_HOURS = 24
/** Meters' clocks are not ours. */
const AHEAD_SECONDS = 60
/** Energy of a longer stretch says nothing of its hours. */
const LONGEST_MINUTES = 60

const shapeRule = 'expected {at, importKw} or {start, end, importKwh}'
const instantRule = 'expected an instant with its offset, such as 2026-01-31T17:15:00+01:00'
const instant = z.iso.datetime({ offset: true, error: instantRule }).transform((text) => new Date(text))
const amountRule = (unit: string): string => `expected a number of ${unit} from 0 to 1000`
const amount = (unit: string) =>
  z.number(amountRule(unit)).min(0, amountRule(unit)).max(1000, amountRule(unit))

const readingSchema = z.strictObject(
  {
    at: instant.optional(),
    importKw: amount('kW').optional(),
    start: instant.optional(),
    end: instant.optional(),
    importKwh: amount('kWh').optional(),
  },
  shapeRule,
)
type GivenReading = z.infer<typeof readingSchema>

/**
 * What a retailer sends of a site's meter, checked as a whole: one wrong reading refuses all. The same reading twice is one;
 * two values for one time are none.
 *
 * @param now readings end no later, and no more than 24 hours earlier
 */
export function consumptionRequestSchema(now: Date) {
  const listRule = `expected 1 to ${String(MOST_READINGS)} readings`
  return z
    .strictObject(
      { readings: z.array(readingSchema, listRule).min(1, listRule).max(MOST_READINGS, listRule) },
      'expected an object',
    )
    .transform(({ readings: given }, context): ConsumptionReading[] => {
      const readings = new Map<string, { reading: ConsumptionReading; index: number }>()
      for (const [index, one] of given.entries()) {
        const fault = (field: string | null, message: string): void => {
          const path = ['readings', index, ...(field === null ? [] : [field])]
          context.issues.push({ code: 'custom', input: given, path, message })
        }
        const reading = readingOf(one)
        if (reading === undefined) {
          fault(null, `${shapeRule} in reading ${String(index)}`)
          continue
        }
        const wrong = timeFault(reading, now)
        if (wrong !== undefined) fault(wrong.field, `${wrong.rule}, in reading ${String(index)}`)
        const before = readings.get(keyOf(reading))
        if (before !== undefined && valueOf(before.reading) !== valueOf(reading)) {
          fault(
            null,
            `expected one value for the time of readings ${String(before.index)} and ${String(index)}`,
          )
        }
        readings.set(keyOf(reading), { reading, index })
      }
      return [...readings.values()].map(({ reading }) => reading)
    })
}

function readingOf({ at, importKw, start, end, importKwh }: GivenReading): ConsumptionReading | undefined {
  const power = [at, importKw].filter((each) => each !== undefined).length
  const energy = [start, end, importKwh].filter((each) => each !== undefined).length
  if (at !== undefined && importKw !== undefined && energy === 0) return { kind: 'power', at, importKw }
  if (start === undefined || end === undefined || importKwh === undefined || power > 0) return undefined
  return { kind: 'energy', start, end, importKwh }
}

function timeFault(reading: ConsumptionReading, now: Date): { field: string; rule: string } | undefined {
  const [field, ends] = reading.kind === 'power' ? ['at', reading.at] : ['end', reading.end]
  const age = (now.getTime() - ends.getTime()) / 1000
  if (age < -AHEAD_SECONDS)
    return { field, rule: `expected no later than ${now.toISOString()}, which is now` }
  if (age > OLDEST_HOURS * 3600) {
    return { field, rule: `expected at most ${String(OLDEST_HOURS)} hours before now, ${now.toISOString()}` }
  }
  if (reading.kind === 'power') return undefined
  const minutes = (reading.end.getTime() - reading.start.getTime()) / 60_000
  if (minutes > 0 && minutes <= LONGEST_MINUTES) return undefined
  return { field, rule: `expected after the start, by ${String(LONGEST_MINUTES)} minutes at most` }
}

function keyOf(reading: ConsumptionReading): string {
  return reading.kind === 'power'
    ? reading.at.toISOString()
    : `${reading.start.toISOString()}/${reading.end.toISOString()}`
}

function valueOf(reading: ConsumptionReading): number {
  return reading.kind === 'power' ? reading.importKw : reading.importKwh
}

const hashRule = 'expected the SHA-256 of the text that the driver saw, 64 hexadecimal digits in lower case'
const versionRule = 'expected your version of that text, 1 to 40 letters, digits, ".", "_" or "-"'

/** What the driver was shown in the retailer's app and agreed to. */
export const consumptionConsentSchema = z.strictObject(
  {
    noticeHash: z.string(hashRule).regex(/^[0-9a-f]{64}$/, hashRule),
    noticeVersion: z.string(versionRule).regex(/^[A-Za-z0-9._-]{1,40}$/, versionRule),
    language: z.enum(['nb', 'en'], 'expected one of: nb, en'),
  },
  'expected an object',
)
