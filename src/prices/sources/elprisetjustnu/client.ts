import type { PriceDocument, PriceSource } from '../../port.ts'
import type { BiddingZone } from '../../zones.ts'
import { dayFileAddress } from '../day-file.ts'
import { askPrices, readJson, refuseStatus } from '../http.ts'
import { mapDay } from './map.ts'
import { dayAnswerSchema } from './wire.ts'

export interface ElprisetjustnuOptions {
  /** `https://www.elprisetjustnu.se` if not given. */
  readonly baseUrl?: string | undefined
  /** For the whole answer, not for the pause between two bytes. */
  readonly timeoutMs?: number | undefined
}

const NAME = 'elprisetjustnu'
const BASE_URL = 'https://www.elprisetjustnu.se'
const ZONES: readonly BiddingZone[] = ['SE1', 'SE2', 'SE3', 'SE4']

/**
 * Prices of SE1 to SE4 from elprisetjustnu.se: one JSON file per zone and day,
 * no key, SEK and EUR per kWh without VAT; hours until 2025-09-30, quarters since. It takes prices from ENTSO-E and is
 * therefore no second opinion on them. The source asks to be credited with a link where its prices are shown.
 */
export function createElprisetjustnu(options: ElprisetjustnuOptions = {}): PriceSource {
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
