import type { PriceSource } from '../../port.ts'
import { createDayFileSource, type DayFileOptions } from '../day-file.ts'
import { mapDay } from './map.ts'
import { dayAnswerSchema } from './wire.ts'

/**
 * Prices of NO1 to NO5 from hvakosterstrommen.no (https://www.hvakosterstrommen.no/strompris-api): no key, NOK and EUR per
 * kWh without VAT. The source asks to be credited with a link where its prices are shown.
 */
export function createHvakosterstrommen(options: DayFileOptions = {}): PriceSource {
  return createDayFileSource(
    {
      name: 'hvakosterstrommen',
      baseUrl: 'https://www.hvakosterstrommen.no',
      zones: ['NO1', 'NO2', 'NO3', 'NO4', 'NO5'],
      schema: dayAnswerSchema,
      mapDay,
    },
    options,
  )
}
