import type { PriceSource } from '../../port.ts'
import { createDayFileSource, type DayFileOptions } from '../day-file.ts'
import { mapDay } from './map.ts'
import { dayAnswerSchema } from './wire.ts'

/**
 * Prices of SE1 to SE4 from elprisetjustnu.se: no key, SEK and EUR per kWh without VAT; hours until 2025-09-30, quarters since. It
 * takes prices from ENTSO-E and is therefore no second opinion on them. The source asks to be credited with a link where its
 * prices are shown.
 */
export function createElprisetjustnu(options: DayFileOptions = {}): PriceSource {
  return createDayFileSource(
    {
      name: 'elprisetjustnu',
      baseUrl: 'https://www.elprisetjustnu.se',
      zones: ['SE1', 'SE2', 'SE3', 'SE4'],
      schema: dayAnswerSchema,
      mapDay,
    },
    options,
  )
}
