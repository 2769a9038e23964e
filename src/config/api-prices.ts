/** What a carmaker's API costs. The discount is taken off once a month for the whole application. */
export interface ApiPrices {
  readonly readsPerUsd: number
  readonly commandsPerUsd: number
  readonly wakesPerUsd: number
  /** Single values that a car streams. */
  readonly signalsPerUsd: number
  readonly discountUsd: number
}

/** Tesla's list prices since February 2025 (https://developer.tesla.com). */
export const TESLA_API_PRICES: ApiPrices = {
  readsPerUsd: 500,
  commandsPerUsd: 1_000,
  wakesPerUsd: 50,
  signalsPerUsd: 150_000,
  discountUsd: 10,
}
