import { basename } from 'node:path'
import { type DatedRows, orderFaults } from './dated-table.ts'
import { type CustomerGroup, type GridCompany, type GridTariff, GROUP_NAMES } from './grid-company.ts'
import {
  type DAYS,
  type GridFile,
  gridFileSchema,
  MONTHS,
  type PublishedException,
  type PublishedTariff,
} from './grid-schema.ts'
import { type DayKind, type HourRule, hourSpan, rulesInConflict } from './hour-rules.ts'
import { type FileFault, type FileText, parsed, type Read } from './tariff-file.ts'

const GROUPS = ['home', 'holiday-home'] as const satisfies readonly CustomerGroup[]

const DAY_KIND = {
  mandag: 'monday',
  tirsdag: 'tuesday',
  onsdag: 'wednesday',
  torsdag: 'thursday',
  fredag: 'friday',
  lørdag: 'saturday',
  søndag: 'sunday',
  ukedag: 'monday-to-friday',
  helg: 'weekend',
  helligdager: 'public-holiday',
  fridag: 'day-off',
  virkedag: 'working-day',
  alle: 'every-day',
} as const satisfies Record<(typeof DAYS)[number], DayKind>

const ORE = 100

/** Reads the file of one grid company; the id is the name of the file without its ending. */
export function readGridCompany(file: FileText): Read<GridCompany> {
  const { value: published, faults } = parsed(file, gridFileSchema)
  if (published === undefined) return { faults }
  const tariffs = new Map<CustomerGroup, DatedRows<GridTariff>>()
  const found: FileFault[] = []
  for (const group of GROUPS) {
    const { rows, faults: wrong } = rowsOf(published, GROUP_NAMES[group], file.name)
    found.push(...wrong)
    const [first, ...rest] = rows
    if (first !== undefined) tariffs.set(group, [first, ...rest])
  }
  if (found.length > 0) return { faults: found }
  const { netteier, gln, sist_oppdatert } = published
  const id = basename(file.name, '.yml')
  return { value: { id, name: netteier, gln, updated: sist_oppdatert, tariffs }, faults: [] }
}

function rowsOf(
  { tariffer }: GridFile,
  group: (typeof GROUP_NAMES)[CustomerGroup],
  file: string,
): { readonly rows: readonly GridTariff[]; readonly faults: readonly FileFault[] } {
  const listed = tariffer.flatMap((tariff, index) =>
    tariff.kundegrupper.includes(group) ? [{ row: rowOf(tariff), index }] : [],
  )
  const ordered = listed.toSorted((a, b) => (a.row.validFrom < b.row.validFrom ? -1 : 1))
  const rows = ordered.map(({ row }) => row)
  const faults = orderFaults(rows).map(({ index, message }) => ({
    file,
    field: `tariffer.${String(ordered[index]?.index ?? index)}`,
    message: `the tariff of group ${group} ${message}`,
  }))
  const conflicts = ordered.flatMap(({ row, index }) => {
    const names = rulesInConflict(row.energy.rules)
    if (names === undefined) return []
    const message = `${names.join(' and ')} hold in the same hours at different prices: it is not said which counts`
    return [{ file, field: `tariffer.${String(index)}.energiledd.unntak`, message }]
  })
  return { rows, faults: [...faults, ...conflicts] }
}

function rowOf({ energiledd, fastledd, gyldig_fra, gyldig_til }: PublishedTariff): GridTariff {
  const open = gyldig_til === undefined || gyldig_til === ''
  return {
    validFrom: gyldig_fra,
    validTo: open ? null : gyldig_til,
    energy: {
      perKwh: energiledd.grunnpris / ORE,
      rules: (energiledd.unntak ?? []).map(ruleOf),
    },
    capacity: {
      method: fastledd.metode,
      limitIsOfStepAbove: fastledd.terskel_inkludert,
      steps: fastledd.terskler.map(({ terskel, pris }) => ({ from: terskel, perYear: pris })),
    },
  }
}

function ruleOf({ navn, pris, timer, dager, måneder }: PublishedException): HourRule {
  const [first = 0, last = 23] = (timer ?? '0-23').split('-').map(Number)
  return {
    name: navn,
    hours: timer === undefined ? null : hourSpan(first, last),
    days: dager?.map((day) => DAY_KIND[day]) ?? null,
    months: måneder === undefined ? null : new Set(måneder.map((month) => MONTHS.indexOf(month) + 1)),
    perKwh: pris / ORE,
  }
}
