import { readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { CONTINUED_FILE, continuedSchema, withContinued } from './continued-tariffs.ts'
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
import { digestOf, readBefore, type ReadBefore } from './read-before.ts'
import { readGridCompany } from './read-grid-company.ts'
import { readTariffsElsewhere, type TariffsElsewhere } from './tariffs-elsewhere.ts'
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
  /** Of other countries, from the retailer's own file; `null` if there is none. */
  readonly elsewhere: TariffsElsewhere | null
}

/** Files of the tables of Norway, from the directory of tariffs on. */
export const TABLE_FILES = {
  vat: 'norway/vat.yaml',
  electricityTax: 'norway/electricity-tax.yaml',
  enovaLevy: 'norway/enova-levy.yaml',
  support: 'norway/support.yaml',
  norgespris: 'norway/norgespris.yaml',
} as const

/** The file of a grid company. */
export function gridFile(id: string): string {
  return `grid/${id}.yml`
}

/** The tables that come with the project; the same place seen from `src` and from `dist`. */
export const SHIPPED_TARIFFS = fileURLToPath(new URL('../../data/tariffs', import.meta.url))

/**
 * Reads `norway/*.yaml`, `grid/*.yml` and `continued.yaml` of a directory. Call it once, when the process starts: it takes some tenths of
 * a second if files were changed since what they hold was written beside them.
 *
 * @throws TariffDataError with every fault of every file, each with file and field.
 */
export function loadTariffs(directory: string = SHIPPED_TARIFFS): Tariffs {
  const faults: FileFault[] = []
  const before = readBefore(directory)
  const read = <Value>(name: string, readText: (file: FileText) => Read<Value>): Value | undefined => {
    const { value, faults: wrong } = readIn(join(directory, name), name, (file) =>
      readText(asBefore(file, before)),
    )
    faults.push(...wrong)
    return value
  }
  const table = <Table>(name: string, schema: z.ZodType<Table>): Table | undefined =>
    read(name, (file) => parsed(file, schema))
  const vat = table(TABLE_FILES.vat, vatSchema)
  const electricityTax = table(TABLE_FILES.electricityTax, electricityTaxSchema)
  const enovaLevy = table(TABLE_FILES.enovaLevy, enovaLevySchema)
  const support = table(TABLE_FILES.support, supportSchema)
  const norgespris = table(TABLE_FILES.norgespris, norgesprisSchema)
  const continued = table(CONTINUED_FILE, continuedSchema)
  const companies = gridFiles(directory, faults).flatMap((name) => read(name, readGridCompany) ?? [])
  const byId = new Map(companies.map((company) => [company.id, company]))
  // A company whose own file has a fault is missing here; that is said already.
  const gridCompanies =
    continued === undefined || faults.length > 0 ? byId : withContinued(byId, continued, faults)
  if (!vat || !electricityTax || !enovaLevy || !support || !norgespris || faults.length > 0) {
    throw new TariffDataError(directory, faults)
  }
  return { vat, electricityTax, enovaLevy, support, norgespris, gridCompanies, elsewhere: null }
}

/**
 * Reads a file of tariffs for other countries.
 *
 * @throws TariffDataError with every fault, each with field and line
 */
export function loadTariffsElsewhere(path: string): TariffsElsewhere {
  const { value, faults } = readIn(path, basename(path), readTariffsElsewhere)
  if (value === undefined) throw new TariffDataError(dirname(path), faults)
  return value
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

function asBefore(file: FileText, before: ReadBefore): FileText {
  const held = before[digestOf(file.text)]
  return held === undefined ? file : { ...file, held }
}

function readIn<Value>(path: string, name: string, readText: (file: FileText) => Read<Value>): Read<Value> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return { faults: [{ file: name, field: '', message: 'no such file, or it cannot be read' }] }
  }
  return readText({ name, text })
}
