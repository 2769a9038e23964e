import type { DatedRow, DatedRows } from './dated-table.ts'
import type { HourlyCharge } from './hour-rules.ts'

/** Who pays: the two kinds of household that have tariffs of their own. */
export type CustomerGroup = 'home' | 'holiday-home'

/** What the groups are called in the files. Tariffs of small businesses (`liten_næring`) are left out. */
export const GROUP_NAMES = { home: 'husholdning', 'holiday-home': 'fritid' } as const satisfies Record<
  CustomerGroup,
  string
>

/** A step of the capacity charge: holds from `from` up to where the next one begins. */
export interface PublishedStep {
  /** kW; ampere where the fuse decides. */
  readonly from: number
  /** NOK per year, without VAT. */
  readonly perYear: number
}

export interface PublishedCapacity {
  /** As published: `TRE_DØGNMAX_MND`, `FEM_VEKTET_ÅR`, `OV_TREFASE`, `MND_MAX`, or a name not known here. */
  readonly method: string
  /** A peak exactly on a limit belongs to the step above it. */
  readonly limitIsOfStepAbove: boolean
  /** Rising; the first from 0. */
  readonly steps: readonly PublishedStep[]
}

/** The charges of a grid company for one group of customers while they hold, without taxes. */
export interface GridTariff extends DatedRow {
  readonly energy: HourlyCharge
  readonly capacity: PublishedCapacity
}

export interface GridCompany {
  /** The name of its file: `noranett`. */
  readonly id: string
  /** As it calls itself: `Noranett AS`. */
  readonly name: string
  /** Global Location Numbers. */
  readonly gln: readonly string[]
  /** Local day on which the tariffs were last compared with the company's own pages. */
  readonly updated: string
  readonly tariffs: ReadonlyMap<CustomerGroup, DatedRows<GridTariff>>
}

/**
 * The company meant by an id (`noranett`), a name (`Noranett`, `Noranett AS`) or a Global Location Number; `undefined` if there is none, or
 * several, as of one that has tariffs by area. Never a guess: companies with similar names have very different charges.
 */
export function findGridCompany(
  companies: ReadonlyMap<string, GridCompany>,
  wanted: string,
): GridCompany | undefined {
  const name = plainName(wanted)
  const byId = companies.get(name)
  if (byId !== undefined) return byId
  const [found, other] = [...companies.values()].filter(
    (company) => plainName(company.name) === name || company.gln.includes(name),
  )
  return other === undefined ? found : undefined
}

/** Without case and legal form: `BKK AS ` is `bkk`. */
function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/\s+as$/, '')
}
