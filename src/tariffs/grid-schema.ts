import { z } from 'zod'

/**
 * The file of a grid company as the project Fri nettleie publishes it, kraftsystemet/fri-nettleie `tariffer/*.yml`. Its fields are
 * Norwegian. Strict: a field that is not known here may change what a kWh costs.
 */
export const DAYS = [
  'mandag',
  'tirsdag',
  'onsdag',
  'torsdag',
  'fredag',
  'lørdag',
  'søndag',
  'ukedag',
  'helg',
  'helligdager',
  'fridag',
  'virkedag',
  'alle',
] as const

export const MONTHS = [
  'januar',
  'februar',
  'mars',
  'april',
  'mai',
  'juni',
  'juli',
  'august',
  'september',
  'oktober',
  'november',
  'desember',
] as const

const exception = z.strictObject({
  navn: z.string().min(1),
  /** øre/kWh */
  pris: z.number().min(-1000).max(1000),
  /** `6-21` is 06:00 to 21:59. */
  timer: z
    .string()
    .regex(/^([01]?\d|2[0-3])-([01]?\d|2[0-3])$/, 'expected two hours from 0 to 23, as in 6-21')
    .optional(),
  dager: z.array(z.enum(DAYS)).min(1).optional(),
  måneder: z.array(z.enum(MONTHS)).min(1).optional(),
})

const steps = z
  .array(z.strictObject({ terskel: z.number().min(0), pris: z.number().min(0) }))
  .min(1)
  .refine((list) => list[0]?.terskel === 0, 'the first step must begin at 0')
  .refine(
    (list) => list.every(({ terskel }, index) => index === 0 || terskel > (list[index - 1]?.terskel ?? 0)),
    'limits of steps must rise',
  )
  .refine(
    (list) => list.every(({ pris }, index) => index === 0 || pris >= (list[index - 1]?.pris ?? 0)),
    'prices of steps must not fall',
  )

export const gridFileSchema = z.strictObject({
  netteier: z.string().trim().min(1),
  gln: z
    .array(z.string().regex(/^7\d{12}$/, 'expected a Global Location Number: 7 and twelve digits'))
    .min(1),
  sist_oppdatert: z.iso.date(),
  kilder: z.array(z.url()).min(1),
  tariffer: z
    .array(
      z.strictObject({
        navn: z.string().optional(),
        kundegrupper: z.array(z.enum(['husholdning', 'fritid', 'liten_næring'])).min(1),
        fastledd: z.strictObject({
          metode: z.string().regex(/^[A-ZÆØÅ_]+$/, 'expected the name of a method in capitals'),
          terskel_inkludert: z.boolean(),
          terskler: steps,
        }),
        energiledd: z.strictObject({
          grunnpris: z.number().min(-1000).max(1000),
          unntak: z.array(exception).optional(),
        }),
        gyldig_fra: z.iso.date(),
        gyldig_til: z.union([z.iso.date(), z.literal('')]).optional(),
      }),
    )
    .min(1),
})
export type GridFile = z.infer<typeof gridFileSchema>
export type PublishedTariff = GridFile['tariffer'][number]
export type PublishedException = z.infer<typeof exception>
