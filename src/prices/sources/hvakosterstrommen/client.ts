import type { PriceDocument, PriceSource } from '../../port.ts'
import type { BiddingZone } from '../../zones.ts'
import { dayFileAddress } from '../day-file.ts'
import { askPrices, readJson, refuseStatus } from '../http.ts'
import { mapDay } from './map.ts'
import { dayAnswerSchema } from './wire.ts'

export interface HvakosterstrommenOptions {
  /** `https://www.hvakosterstrommen.no` if not given. */
  readonly baseUrl?: string | undefined
  /** For the whole answer, not for the pause between two bytes. */
  readonly timeoutMs?: number | undefined
}

const NAME = 'hvakosterstrommen'
const BASE_URL = 'https://www.hvakosterstrommen.no'
const ZONES: readonly BiddingZone[] = ['NO1', 'NO2', 'NO3', 'NO4', 'NO5']

/**
 * Prices of NO1 to NO5 from hvakosterstrommen.no (https://www.hvakosterstrommen.no/strompris-api): one JSON file per
 * zone and day, no key, NOK and EUR per kWh without VAT. The source asks to be credited with a link where its prices are
 * shown.
 */
export function createHvakosterstrommen(options: HvakosterstrommenOptions = {}): PriceSource {
  const { baseUrl = BASE_URL, timeoutMs } = options
  return {
    name: NAME,
    zones: ZONES,
    async fetchDay(zone: BiddingZone, day: string): Promise<PriceDocument | 'not-published'> {
      const asked = { source: NAME, zone, day }
      const address = dayFileAddress(baseUrl, asked)
      const answer = await askPrices({ address, accept: 'application/json', timeoutMs }, asked)
      if (answer.status === 404) return 'not-published'
      refuseStatus(answer, asked, { token: 'none' })
      return mapDay(readJson(answer, asked, { schema: dayAnswerSchema, what: 'a list of prices' }), asked)
    },
  }
}
