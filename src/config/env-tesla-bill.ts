import { perUsd, usd, variables } from './env-fields.ts'
import { TESLA_API_PRICES } from './api-prices.ts'

/** What Tesla's API costs; its own prices unless told otherwise. They are for the projected bill alone. */
export const teslaBillVariables = {
  TESLA_READS_PER_USD: perUsd.default(TESLA_API_PRICES.readsPerUsd).register(variables, {
    group: 'tesla',
    about: 'Live reads of a car that one USD buys, for the projected bill.',
    example: '500',
  }),
  TESLA_COMMANDS_PER_USD: perUsd.default(TESLA_API_PRICES.commandsPerUsd).register(variables, {
    group: 'tesla',
    about: 'Commands that one USD buys, for the projected bill.',
    example: '1000',
  }),
  TESLA_WAKES_PER_USD: perUsd.default(TESLA_API_PRICES.wakesPerUsd).register(variables, {
    group: 'tesla',
    about: 'Wake-ups that one USD buys, for the projected bill.',
    example: '50',
  }),
  TESLA_SIGNALS_PER_USD: perUsd.default(TESLA_API_PRICES.signalsPerUsd).register(variables, {
    group: 'tesla',
    about: 'Streamed values that one USD buys, for the projected bill.',
    example: '150000',
  }),
  TESLA_MONTHLY_DISCOUNT_USD: usd.default(TESLA_API_PRICES.discountUsd).register(variables, {
    group: 'tesla',
    about: 'What Tesla takes off the bill of an application every month, USD.',
    example: '10',
  }),
}
