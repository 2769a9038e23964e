import { z } from 'zod'
import { addDays } from '../base/calendar.ts'
import { isTimeZone } from '../base/local-time.ts'
import { CARMAKERS } from '../carmakers/registry.ts'
import { RUN_LIMIT_RANGES } from '../config/run-limits.ts'
import { LANGUAGES } from '../texts/language.ts'
import { departureFaults, departureFields, FURTHEST_DAYS } from './departures-schema.ts'
import { siteRequestSchema } from './site-schema.ts'

/** Every message says what is expected; field and value are put before it at the door. */
const object = 'expected an object'
const driverIdRule = 'expected your pseudonym of the driver, 1 to 128 letters, digits, ".", "_", "~" or "-"'
const driverId = z.string(driverIdRule).regex(/^[A-Za-z0-9._~-]{1,128}$/, driverIdRule)

/** Members of {@link connectionRequestSchema} that are used once, in memory, and repeated nowhere. */
export const USED_ONCE = [
  '/name',
  '/email',
  '/address',
  '/address/postalCode',
  '/address/street',
  '/address/city',
  '/site',
  '/site/reference',
] as const

const text = (rule: string, most: number): z.ZodString => z.string(rule).min(1, rule).max(most, rule)

/** `returnTo` names one of the configured addresses; an address itself is never taken from a request. */
export function connectionRequestSchema(returnKeys: readonly string[]) {
  const returnRule = `expected the key of a configured return address: ${returnKeys.join(', ') || 'none is configured'}`
  return z.strictObject(
    {
      driverId,
      carmaker: z.enum(CARMAKERS, `expected one of: ${CARMAKERS.join(', ')}`),
      name: text('expected 1 to 200 characters, or nothing at all', 200).optional(),
      email: z
        .email('expected an e-mail address, or nothing at all')
        .max(254, 'expected 254 characters at most')
        .optional(),
      address: z
        .strictObject(
          {
            postalCode: z.string('expected four digits').regex(/^\d{4}$/, 'expected four digits'),
            street: text('expected 1 to 200 characters, or nothing at all', 200).optional(),
            city: text('expected 1 to 100 characters, or nothing at all', 100).optional(),
            country: z.literal('NO', 'expected NO, the only country whose postal codes are known'),
          },
          object,
        )
        .optional(),
      site: siteRequestSchema.optional(),
      language: z.enum(LANGUAGES, `expected one of: ${LANGUAGES.join(', ')}`),
      returnTo: z.string(returnRule).refine((key) => returnKeys.includes(key), returnRule),
    },
    object,
  )
}

const confirmationRule = 'expected the code that came back to the app in the parameter "confirmation"'

/** What the app's session says of a sign-in that it knows of. */
export const confirmationSchema = z.strictObject(
  { driverId, confirmation: z.string(confirmationRule).regex(/^[\w-]{43}$/, confirmationRule) },
  object,
)

export const driverQuerySchema = z.strictObject({ driverId })

interface Range {
  readonly least: number
  readonly most: number
}
const rangeRule = ({ least, most }: Range): string =>
  `expected a whole number from ${String(least)} to ${String(most)}`
const wholeNumber = ({ least, most }: Range, rule: string): z.ZodNumber =>
  z.number(rule).int(rule).min(least, rule).max(most, rule)
const percentRule = (least: number): string => rangeRule({ least, most: 100 })
const wholePercent = (least: number): z.ZodNumber => wholeNumber({ least, most: 100 }, percentRule(least))
const orBrands = (range: Range) =>
  wholeNumber(range, `${rangeRule(range)}, or null to go by the brand's`).nullable()
const readyByRule = 'expected a local time as HH:MM, such as 07:00'
const readyBy = z.string(readyByRule).regex(/^([01]\d|2[0-3]):[0-5]\d$/, readyByRule)
const zoneRule = 'expected an IANA time zone, such as Europe/Oslo'
/** Offsets such as +01:00 are taken by some engines; they know no summer time. */
const timeZone = z.string(zoneRule).refine((name) => /^[A-Z]/.test(name) && isTimeZone(name), zoneRule)
const pausedUntilRule = `expected an instant ahead, ${String(FURTHEST_DAYS)} days at most, such as 2026-12-24T18:00:00+01:00, or null until it is ended`
const minimumRule = 'expected a minimum not above the target'

/** `now` tells what is past: exceptions and the end of a pause lie ahead. */
export const policyRequestSchema = (now: Date) =>
  z
    .strictObject(
      {
        targetPercent: wholePercent(1),
        minimumPercent: wholePercent(0),
        readyBy,
        timeZone,
        paused: z.boolean('expected true or false'),
        pausedUntil: z.iso
          .datetime({ offset: true, error: pausedUntilRule })
          .transform((text) => new Date(text))
          .refine((end) => end > now && end <= addDays(now, FURTHEST_DAYS), pausedUntilRule)
          .nullable()
          .default(null),
        ...departureFields,
        maxStarts: orBrands(RUN_LIMIT_RANGES.maxStarts),
        minimumRunMinutes: orBrands(RUN_LIMIT_RANGES.minimumRunMinutes),
      },
      object,
    )
    .refine(({ targetPercent, minimumPercent }) => minimumPercent <= targetPercent, {
      path: ['minimumPercent'],
      message: minimumRule,
    })
    .refine(({ paused, pausedUntil }) => paused || pausedUntil === null, {
      path: ['pausedUntil'],
      message: 'expected null, or nothing at all, while paused is false',
    })
    .superRefine((told, context) => {
      for (const fault of departureFaults(told, now)) context.addIssue({ code: 'custom', ...fault })
    })

/** Whether a car is at home: the app's word, and the driver's switch for the plug. Nothing that tells where home is. */
export const atHomeRequestSchema = z.strictObject(
  {
    atHome: z.boolean('expected true, false, or null if the app does not know').nullable(),
    homePlug: z.boolean('expected true or false, or nothing to leave it as it is').optional(),
  },
  object,
)

export const decisionFormSchema = z.strictObject(
  { decision: z.enum(['accept', 'cancel'], 'expected one of: accept, cancel') },
  object,
)
