import type { ApiPrices } from './api-prices.ts'
import type { Env } from './env.ts'

/** What Tesla's API costs, as configured. */
export function teslaPrices(env: Env): ApiPrices {
  return {
    readsPerUsd: env.TESLA_READS_PER_USD,
    commandsPerUsd: env.TESLA_COMMANDS_PER_USD,
    wakesPerUsd: env.TESLA_WAKES_PER_USD,
    signalsPerUsd: env.TESLA_SIGNALS_PER_USD,
    discountUsd: env.TESLA_MONTHLY_DISCOUNT_USD,
  }
}
