import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import type { GridCompany } from './grid-company.ts'
import {
  electricityTaxSchema,
  type ElectricityTaxTable,
  enovaLevySchema,
  type EnovaLevyTable,
  norgesprisSchema,
  type NorgesprisTable,
  supportSchema,
  type SupportTable,
  vatSchema,
  type VatTable,
} from './national-schema.ts'
import { readGridCompany } from './read-grid-company.ts'
import { type FileFault, type FileText, parsed, type Read, TariffDataError } from './tariff-file.ts'

/** All dated tables. Read once, never written. */
export interface Tariffs {
  readonly vat: VatTable
  readonly electricityTax: ElectricityTaxTable
  readonly enovaLevy: EnovaLevyTable
  readonly support: SupportTable
  readonly norgespris: NorgesprisTable
  /** By id. */
  readonly gridCompanies: ReadonlyMap<string, GridCompany>
}

/** The tables that come with the project; the same place seen from `src` and from `dist`. */
export const SHIPPED_TARIFFS = fileURLToPath(new URL('../../data/tariffs', import.meta.url))

/**
 * Reads `norway/*.yaml` and `grid/*.yml` of a directory. Call it once, when the process starts: it takes some tenths of
 * a second.
 *
 * @throws TariffDataError with every fault of every file, each with file and field.
 */
export function loadTariffs(directory: string = SHIPPED_TARIFFS): Tariffs {
  const faults: FileFault[] = []
  const read = <Value>(name: string, readText: (file: FileText) => Read<Value>): Value | undefined => {
    const { value, faults: wrong } = readIn(directory, name, readText)
    faults.push(...wrong)
    return value
  }
  const table = <Table>(name: string, schema: z.ZodType<Table>): Table | undefined =>
    read(`norway/${name}.yaml`, (file) => parsed(file, schema))
  const vat = table('vat', vatSchema)
  const electricityTax = table('electricity-tax', electricityTaxSchema)
  const enovaLevy = table('enova-levy', enovaLevySchema)
  const support = table('support', supportSchema)
  const norgespris = table('norgespris', norgesprisSchema)
  const companies = gridFiles(directory, faults).flatMap((name) => read(name, readGridCompany) ?? [])
  const gridCompanies = new Map(companies.map((company) => [company.id, company]))
  if (!vat || !electricityTax || !enovaLevy || !support || !norgespris || faults.length > 0) {
    throw new TariffDataError(directory, faults)
  }
  return { vat, electricityTax, enovaLevy, support, norgespris, gridCompanies }
}

function gridFiles(directory: string, faults: FileFault[]): string[] {
  try {
    return readdirSync(join(directory, 'grid'))
      .filter((file) => file.endsWith('.yml'))
      .toSorted()
      .map((file) => `grid/${file}`)
  } catch {
    faults.push({ file: 'grid', field: '', message: 'no such directory: expected one file per grid company' })
    return []
  }
}

function readIn<Value>(
  directory: string,
  name: string,
  readText: (file: FileText) => Read<Value>,
): Read<Value> {
  let text: string
  try {
    text = readFileSync(join(directory, name), 'utf8')
  } catch {
    return { faults: [{ file: name, field: '', message: 'no such file, or it cannot be read' }] }
  }
  return readText({ name, text })
}
