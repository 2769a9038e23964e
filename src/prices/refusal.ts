/** Why a document was kept out. Stable: the log, the metrics, the API and the runbook know no others. */
export const REFUSAL_CODES = [
  /** Not of the form agreed: HTML, a wrong field, a file with faults. */
  'unreadable',
  /** Cut, badly packed, or larger than a day can be. */
  'broken-off',
  'wrong-zone',
  'wrong-day',
  'wrong-currency',
  'wrong-unit',
  /** Slots of a length the market does not have, or off the grid of the day. */
  'wrong-step',
  /** More slots than the day has, or fewer. */
  'wrong-length',
  'doubled-slot',
  /** A period of the document that cannot be spread over its slots. */
  'unusable-period',
  'no-prices',
  'all-zero',
  'implausible-price',
  'implausible-rate',
  /** Two columns that the rate of exchange does not join: another unit, currency, or VAT in one of them. */
  'unlike-rate',
  /** A slot missing or zeroed on a day on which clocks change. */
  'clock-change',
] as const
export type RefusalCode = (typeof REFUSAL_CODES)[number]

/** What was wrong with a document that was kept out. */
export interface Refusal {
  readonly code: RefusalCode
  /** What was found, with the value and where. */
  readonly found: string
  readonly expected: string
}
