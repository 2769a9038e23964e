import type { CostComponents } from '../../tariffs/components.ts'
import type { Language } from '../../texts/language.ts'

export type PartName = keyof CostComponents
/** In the order of the bill. */
export const PART_NAMES: readonly PartName[] = [
  'spot',
  'agreedPrice',
  'surcharge',
  'gridEnergy',
  'electricityTax',
  'enova',
  'support',
  'norgespris',
  'vat',
]

export interface PricesWords {
  readonly title: (zone: string, day: string, unit: string) => string
  readonly when: string
  /** Titles of columns; short, since a line has at most 80 characters. */
  readonly parts: Readonly<Record<PartName, string>>
  readonly sum: string
  readonly spotOnly: string
  readonly credit: string
}

export const PRICES_WORDS: Readonly<Record<Language, PricesWords>> = {
  en: {
    title: (zone, day, unit) => `Day-ahead prices for ${zone}, ${day}, ${unit}`,
    when: 'Hour',
    parts: {
      spot: 'spot',
      agreedPrice: 'agreed',
      surcharge: 'surch.',
      gridEnergy: 'grid',
      electricityTax: 'tax',
      enova: 'Enova',
      support: 'support',
      norgespris: 'Norgespris',
      vat: 'VAT',
    },
    sum: 'in all',
    spotOnly:
      'The spot price without VAT. Name a site (--postal-code, --municipality, --grid-company) to see what a kWh costs there.',
    credit: 'All but the last column are without VAT. The capacity step, paid by the month, is not in it.',
  },
  nb: {
    title: (zone, day, unit) => `Spotpriser for ${zone}, ${day}, ${unit}`,
    when: 'Time',
    parts: {
      spot: 'spot',
      agreedPrice: 'avtalt',
      surcharge: 'påslag',
      gridEnergy: 'nett',
      electricityTax: 'avgift',
      enova: 'Enova',
      support: 'støtte',
      norgespris: 'Norgespris',
      vat: 'mva.',
    },
    sum: 'i alt',
    spotOnly:
      'Spotprisen uten mva. Oppgi et sted (--postal-code, --municipality, --grid-company) for å se hva en kWh koster der.',
    credit: 'Alle kolonner unntatt den siste er uten mva. Effekttrinnet, som betales per måned, er ikke med.',
  },
}

export interface RefusedWords {
  readonly none: string
  readonly found: (what: string) => string
  readonly expected: (what: string) => string
  readonly last: (when: string, times: number) => string
  readonly again: (when: string) => string
}

/** Around sentences about documents, which are English in every language: they are for whoever talks to the source. */
export const REFUSED_WORDS: Readonly<Record<Language, RefusedWords>> = {
  en: {
    none: 'No document of prices has been refused.',
    found: (what) => `found: ${what}`,
    expected: (what) => `expected: ${what}`,
    last: (when, times) => `refused ${times === 1 ? 'once' : `${String(times)} times, last`}, ${when}`,
    again: (when) => `asked again: ${when}`,
  },
  nb: {
    none: 'Ingen prisdokumenter er avvist.',
    found: (what) => `funnet: ${what}`,
    expected: (what) => `ventet: ${what}`,
    last: (when, times) => `avvist ${times === 1 ? 'én gang' : `${String(times)} ganger, sist`}, ${when}`,
    again: (when) => `spørres igjen: ${when}`,
  },
}
