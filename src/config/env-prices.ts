import { z } from 'zod'
import { baseAddress, list, text, variables } from './env-fields.ts'

/** Sources of day-ahead prices, in the order in which they are asked unless another one is configured. */
export const PRICE_SOURCES = [
  'retailer-feed',
  'entsoe',
  'hvakosterstrommen',
  'elprisetjustnu',
  'file',
] as const
export type PriceSourceName = (typeof PRICE_SOURCES)[number]

const sourceRule = `expected some of ${PRICE_SOURCES.join(', ')}, separated by commas`

/** Where day-ahead prices come from. */
export const priceVariables = {
  PRICE_SOURCES: list
    .pipe(z.array(z.enum(PRICE_SOURCES, sourceRule)).min(1, sourceRule))
    .optional()
    .register(variables, {
      group: 'prices',
      about:
        'Sources of day-ahead prices, in the order in which they are asked: the first that has a day is believed, the second compared with it.',
      example: 'entsoe,hvakosterstrommen,elprisetjustnu',
      otherwise: 'all that are configured: retailer-feed, entsoe, hvakosterstrommen, elprisetjustnu, file',
    }),
  ENTSOE_TOKEN: text.optional().register(variables, {
    group: 'prices',
    about: 'Security token of the ENTSO-E Transparency Platform, from the account settings there.',
    example: '00000000-0000-0000-0000-000000000000',
    secret: true,
    otherwise: 'ENTSO-E is not asked',
  }),
  ENTSOE_URL: baseAddress.default('https://web-api.tp.entsoe.eu').register(variables, {
    group: 'prices',
    about: 'The ENTSO-E Transparency Platform, source for all bidding zones.',
    example: 'https://web-api.tp.entsoe.eu',
  }),
  ENTSOE_FALLBACK_URL: baseAddress.optional().register(variables, {
    group: 'prices',
    about:
      'Another address of the same platform, asked when the first is unreachable, silent or unavailable.',
    example: 'https://external-api.tp.entsoe.eu',
    otherwise: 'the next source is asked',
  }),
  HVAKOSTERSTROMMEN_URL: baseAddress.default('https://www.hvakosterstrommen.no').register(variables, {
    group: 'prices',
    about: 'Source of day-ahead prices for the Norwegian bidding zones.',
    example: 'https://www.hvakosterstrommen.no',
  }),
  ELPRISETJUSTNU_URL: baseAddress.default('https://www.elprisetjustnu.se').register(variables, {
    group: 'prices',
    about: 'Source of day-ahead prices for the Swedish bidding zones.',
    example: 'https://www.elprisetjustnu.se',
  }),
  RETAILER_FEED_URL: baseAddress.optional().register(variables, {
    group: 'prices',
    about: "The retailer's own feed of day-ahead prices, in the form of docs/reference/retailer-feed.md.",
    example: 'https://prices.eksempelkraft.example',
    otherwise: 'no such feed is asked',
  }),
  RETAILER_FEED_TOKEN: text.optional().register(variables, {
    group: 'prices',
    about: "Bearer token for the retailer's feed.",
    example: 'a-long-random-value',
    secret: true,
    otherwise: 'has to be set where RETAILER_FEED_URL is',
  }),
  PRICE_FILES: text.optional().register(variables, {
    group: 'prices',
    about: 'A directory of price files (CSV or JSON), or one file; forms as in docs/reference/cli.md.',
    example: '/var/lib/ladeplan/prices',
    otherwise: 'no files are read',
  }),
  TARIFF_FILE: text.optional().register(variables, {
    group: 'prices',
    about:
      'A YAML file with surcharge, energy tax, VAT and grid charge of bidding zones outside Norway; its form is in docs/reference/tariff-file.md.',
    example: '/etc/ladeplan/tariffs.yaml',
    otherwise: 'costs outside Norway are those of the energy alone, and estimates',
  }),
  NORGES_BANK_URL: baseAddress.default('https://data.norges-bank.no').register(variables, {
    group: 'prices',
    about: 'Source of exchange rates, for prices that are published in euro only.',
    example: 'https://data.norges-bank.no',
  }),
}
