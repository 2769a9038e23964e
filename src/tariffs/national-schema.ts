import { z } from 'zod'
import { countySchema } from './county.ts'
import { type DatedRow, orderFaults } from './dated-table.ts'

/** Dated tables of Norway, `data/tariffs/norway/*.yaml`. Prices there are in øre, without VAT. */

const dates = { validFrom: z.iso.date(), validTo: z.iso.date().nullable() }
const ore = z.number().min(0).max(1000)
const capKwh = z.number().positive()

function table<Row extends DatedRow>(row: z.ZodType<Row>) {
  return z.strictObject({ ...about, rows: rowsOf(row) })
}

const about = { source: z.string().min(20), licence: z.string().min(10) }

/** At least one, without gaps: a gap in a table that is kept by hand is a slip. */
function rowsOf<Row extends DatedRow>(row: z.ZodType<Row>) {
  return z.tuple([row], row).superRefine((rows, context) => {
    const gaps = rows.flatMap(({ validFrom }, index) => {
      const ends = rows[index - 1]?.validTo ?? validFrom
      return ends < validFrom
        ? [{ index, message: `begins ${validFrom}, but the row before it ends ${ends}` }]
        : []
    })
    for (const { index, message } of [...orderFaults(rows), ...gaps]) {
      context.addIssue({ code: 'custom', path: [index], message })
    }
  })
}

export const vatSchema = table(
  z.strictObject({ ...dates, rate: z.number().min(0).max(1), exemptCounties: z.array(countySchema) }),
)
export const enovaLevySchema = table(z.strictObject({ ...dates, orePerKwh: ore }))
export const supportSchema = table(
  z.strictObject({ ...dates, thresholdOre: ore, share: z.number().min(0).max(1), capKwh }),
)
export const norgesprisSchema = table(
  z.strictObject({ ...dates, orePerKwh: ore, capHomeKwh: capKwh, capHolidayHomeKwh: capKwh }),
)
export const electricityTaxSchema = z.strictObject({
  ...about,
  exempt: z.strictObject({
    counties: z.array(countySchema),
    municipalities: z.array(
      z.strictObject({
        number: z.string().regex(/^\d{4}$/, 'expected four digits'),
        name: z.string().min(1),
      }),
    ),
  }),
  rows: rowsOf(z.strictObject({ ...dates, orePerKwh: ore })),
})

export type VatTable = z.infer<typeof vatSchema>
export type EnovaLevyTable = z.infer<typeof enovaLevySchema>
export type SupportTable = z.infer<typeof supportSchema>
export type NorgesprisTable = z.infer<typeof norgesprisSchema>
export type ElectricityTaxTable = z.infer<typeof electricityTaxSchema>
