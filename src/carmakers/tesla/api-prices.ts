import type { ApiPrices } from '../../config/api-prices.ts'
import { perUsd, usd, variables } from '../../config/env-fields.ts'

/** Tesla's list prices since February 2025 (https://developer.tesla.com). */
export const TESLA_API_PRICES: ApiPrices = {
  readsPerUsd: 500,
  commandsPerUsd: 1_000,
  wakesPerUsd: 50,
  signalsPerUsd: 150_000,
  discountUsd: 10,
}

/** What Tesla's API costs; its own prices unless told otherwise. They are for the projected bill alone. */
export const billVariables = {
  TESLA_READS_PER_USD: perUsd.default(TESLA_API_PRICES.readsPerUsd).register(variables, {
    group: 'carmaker',
    about: 'Live reads of a car that one USD buys, for the projected bill.',
    example: '500',
  }),
  TESLA_COMMANDS_PER_USD: perUsd.default(TESLA_API_PRICES.commandsPerUsd).register(variables, {
    group: 'carmaker',
    about: 'Commands that one USD buys, for the projected bill.',
    example: '1000',
  }),
  TESLA_WAKES_PER_USD: perUsd.default(TESLA_API_PRICES.wakesPerUsd).register(variables, {
    group: 'carmaker',
    about: 'Wake-ups that one USD buys, for the projected bill.',
    example: '50',
  }),
  TESLA_SIGNALS_PER_USD: perUsd.default(TESLA_API_PRICES.signalsPerUsd).register(variables, {
    group: 'carmaker',
    about: 'Streamed values that one USD buys, for the projected bill.',
    example: '150000',
  }),
  TESLA_MONTHLY_DISCOUNT_USD: usd.default(TESLA_API_PRICES.discountUsd).register(variables, {
    group: 'carmaker',
    about: 'What Tesla takes off the bill of an application every month, USD.',
    example: '10',
  }),
}
