import { z } from 'zod'
import { type DatedRows, orderFaults } from './dated-table.ts'
import { type CustomerGroup, type GridCompany, type GridTariff, GROUP_NAMES } from './grid-company.ts'
import type { FileFault } from './tariff-file.ts'

/** `continued.yaml`: tariffs that a company goes on with in another of its files. */
export const CONTINUED_FILE = 'continued.yaml'

export const continuedSchema = z.strictObject({
  source: z.string().min(20),
  licence: z.string().min(5),
  rows: z.array(
    z.strictObject({
      group: z.enum(['husholdning', 'fritid']),
      companies: z.array(z.string()).min(1),
      continuedIn: z.string(),
    }),
  ),
})
export type ContinuedTable = z.infer<typeof continuedSchema>

/** Appends to companies' tariffs the rows that stand in another file. What is wrong is added to `faults`. */
export function withContinued(
  companies: ReadonlyMap<string, GridCompany>,
  { rows }: ContinuedTable,
  faults: FileFault[],
): ReadonlyMap<string, GridCompany> {
  const all = new Map(companies)
  for (const [index, { group: name, companies: ids, continuedIn }] of rows.entries()) {
    const group = groupNamed(name)
    const next = companies.get(continuedIn)?.tariffs.get(group)
    for (const id of ids) {
      const company = all.get(id)
      const joined = followed(company?.tariffs.get(group), next)
      if (company === undefined || joined === undefined) {
        const message = `${id} cannot be continued in ${continuedIn}: expected two files of grid/ with tariffs of group ${name}, one after the other`
        faults.push({ file: CONTINUED_FILE, field: `rows.${String(index)}`, message })
        continue
      }
      all.set(id, { ...company, tariffs: new Map(company.tariffs).set(group, joined) })
    }
  }
  return all
}

function groupNamed(name: 'husholdning' | 'fritid'): CustomerGroup {
  return GROUP_NAMES.home === name ? 'home' : 'holiday-home'
}

function followed(
  first: DatedRows<GridTariff> | undefined,
  next: DatedRows<GridTariff> | undefined,
): DatedRows<GridTariff> | undefined {
  if (first === undefined || next === undefined) return undefined
  const joined: DatedRows<GridTariff> = [...first, ...next]
  return orderFaults(joined).length > 0 ? undefined : joined
}
