/** What a carmaker's API costs. The discount is taken off once a month for the whole application. */
export interface ApiPrices {
  readonly readsPerUsd: number
  readonly commandsPerUsd: number
  readonly wakesPerUsd: number
  /** Single values that a car streams. */
  readonly signalsPerUsd: number
  readonly discountUsd: number
}
