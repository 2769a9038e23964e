import { z } from 'zod'
import { biddingZoneSchema, type BiddingZone } from '../prices/zones.ts'
import { amount, gridChargeSchema, hourlyCharge } from './contract.ts'
import { type DatedRow, type DatedRows, orderFaults } from './dated-table.ts'
import type { HourlyCharge } from './hour-rules.ts'
import { type FileText, parsed, type Read } from './tariff-file.ts'

/** What homes outside Norway pay besides the spot price while it holds, per kWh without VAT in the currency of the zone. */
export interface RowElsewhere extends DatedRow {
  /** The retailer's, on top of what a site's contract says. */
  readonly surcharge: number
  readonly energyTax: number
  /** A share. */
  readonly vatRate: number
  readonly gridCharge: HourlyCharge
}

/** The bill of homes in some bidding zones outside Norway. */
export interface TariffElsewhere {
  readonly zones: readonly BiddingZone[]
  /** Sites of these grid companies only; `null`: of any that no other tariff of the zone names. */
  readonly gridCompanies: readonly string[] | null
  readonly vatOnNegativeSpot: boolean
  readonly rows: DatedRows<RowElsewhere>
}

/** A file of tariffs for other countries. */
export interface TariffsElsewhere {
  /** Its name, for gaps and alarms. */
  readonly file: string
  readonly tariffs: readonly TariffElsewhere[]
}

/**
 * The tariff of a site outside Norway: one that names its grid company before one for all. `undefined` if there is none.
 */
export function tariffElsewhere(
  { tariffs }: TariffsElsewhere,
  site: { readonly biddingZone: BiddingZone; readonly gridCompany: string },
): TariffElsewhere | undefined {
  const inZone = tariffs.filter(({ zones }) => zones.includes(site.biddingZone))
  return (
    inZone.find(({ gridCompanies }) => gridCompanies?.includes(site.gridCompany)) ??
    inZone.find(({ gridCompanies }) => gridCompanies === null)
  )
}

/** Reads a file of tariffs for other countries; each fault with the path of its field and its line. */
export function readTariffsElsewhere(file: FileText): Read<TariffsElsewhere> {
  const { value, faults } = parsed(file, fileSchema)
  return value === undefined ? { faults } : { value: { file: file.name, tariffs: value.tariffs }, faults }
}

const zone = biddingZoneSchema.refine(
  (name) => !name.startsWith('NO'),
  'expected a bidding zone outside Norway: tables of Norway come with Ladeplan',
)

const rowSchema = z
  .strictObject({
    /** Local days of the market, Europe/Oslo. */
    validFrom: z.iso.date(),
    validTo: z.iso.date().nullable(),
    surcharge: amount,
    energyTax: amount,
    vatRate: z.number().min(0).max(1, 'expected a share: 0.25 is 25 %'),
    gridCharge: gridChargeSchema,
  })
  .transform((row): RowElsewhere => ({ ...row, gridCharge: hourlyCharge(row.gridCharge) }))

const rowsSchema = z.tuple([rowSchema], rowSchema).superRefine((rows, context) => {
  for (const { index, message } of orderFaults(rows))
    context.addIssue({ code: 'custom', path: [index], message })
})

const fileSchema = z.strictObject({
  tariffs: z
    .array(
      z.strictObject({
        zones: z.array(zone).min(1),
        gridCompanies: z
          .array(
            z
              .string()
              .regex(
                /^[a-z0-9-]{1,40}$/,
                'expected ids as sites have them: lower-case letters, digits and "-"',
              ),
          )
          .min(1)
          .nullable()
          .default(null),
        vatOnNegativeSpot: z.boolean().default(false),
        rows: rowsSchema,
      }),
    )
    .min(1)
    .superRefine((tariffs, context) => {
      for (const { index, message } of twice(tariffs))
        context.addIssue({ code: 'custom', path: [index], message })
    }),
})

/** Two tariffs that hold for the same sites: it is not said which counts. */
function twice(tariffs: readonly Pick<TariffElsewhere, 'zones' | 'gridCompanies'>[]) {
  const seen = new Map<string, number>()
  return tariffs.flatMap(({ zones, gridCompanies }, index) =>
    zones.flatMap((name) =>
      (gridCompanies ?? ['']).flatMap((company) => {
        const key = `${name} ${company}`
        const first = seen.get(key) ?? index
        seen.set(key, first)
        const whose = company === '' ? '' : ` and the grid company ${company}`
        return first === index
          ? []
          : [
              {
                index,
                message: `is for ${name}${whose} as tariffs.${String(first)} is: expected one tariff of each`,
              },
            ]
      }),
    ),
  )
}
