import type { Contract } from './contract.ts'
import { rowOn } from './dated-table.ts'
import { TABLE_FILES, type Tariffs } from './load-tariffs.ts'
import { MS_PER_HOUR } from './local-hour.ts'
import type { SupportTerms } from './site-tariff.ts'
import type { TariffSite } from './tariff-site.ts'

/** What the state's schemes do to the bill of a site on one local day. At most one of them holds. */
export interface DaySchemes {
  readonly support: SupportTerms | null
  /** What replaces the hour's spot price, per kWh without VAT. */
  readonly norgespris: number | null
  /**
   * The first clock hour, counted from 1970-01-01T00:00Z, of which it is told that the month's cap is reached: from it on neither scheme
   * holds. Infinity if that is not told.
   */
  readonly cappedFrom: number
  /** Tables that were carried on past their end. */
  readonly carried: readonly string[]
  /** The scheme of the contract had not begun: what the site had before it is taken to be what homes have by law. */
  readonly isGuess: boolean
}

interface SchemeTerms {
  readonly tariffs: Tariffs
  readonly site: TariffSite
  readonly contract: Contract
}

/** Strømstøtte or Norgespris on a local day, by the contract of a site in Norway and what it is told to have used. */
export function schemesOn(day: string, terms: SchemeTerms): DaySchemes {
  const { tariffs, site, contract } = terms
  if (contract.kind !== 'norgespris') {
    return 'support' in contract && contract.support ? supportOn(day, terms) : NONE
  }
  if (day < tariffs.norgespris.rows[0].validFrom) return { ...supportOn(day, terms), isGuess: true }
  const { row, carried } = rowOn(tariffs.norgespris.rows, day)
  const cap = site.isHolidayHome === true ? row.capHolidayHomeKwh : row.capHomeKwh
  return {
    ...NONE,
    norgespris: row.orePerKwh / ORE,
    cappedFrom: cappedFrom(site, day, cap),
    carried: carried ? [TABLE_FILES.norgespris] : [],
  }
}

const ORE = 100

const NONE: DaySchemes = {
  support: null,
  norgespris: null,
  cappedFrom: Infinity,
  carried: [],
  isGuess: false,
}

function supportOn(day: string, { tariffs, site }: SchemeTerms): DaySchemes {
  if (site.isHolidayHome === true) return NONE
  const { row, carried } = rowOn(tariffs.support.rows, day)
  return {
    ...NONE,
    support: { threshold: row.thresholdOre / ORE, share: row.share },
    cappedFrom: cappedFrom(site, day, row.capKwh),
    carried: carried ? [TABLE_FILES.support] : [],
  }
}

/** What the plan itself will use is left out: it moves the end of the month by little, and is not known before it is made. */
function cappedFrom({ monthToDate }: TariffSite, day: string, capKwh: number): number {
  const told = monthToDate?.find(({ month }) => day.startsWith(month))
  return told === undefined || told.kwh < capKwh ? Infinity : Math.ceil(told.asOf.getTime() / MS_PER_HOUR)
}
