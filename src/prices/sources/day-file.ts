import { z } from 'zod'
import type { PriceDocument, PriceSource } from '../port.ts'
import type { BiddingZone } from '../zones.ts'
import type { DayAsked } from './day-asked.ts'
import { addressBelow, askPrices, readJson, refuseStatus } from './http.ts'

export interface DayFileOptions {
  /** The public address of the source if not given. */
  readonly baseUrl?: string | undefined
  /** For the whole answer, not for the pause between two bytes. */
  readonly timeoutMs?: number | undefined
}

interface DayFileSite<Rows> {
  readonly name: string
  readonly baseUrl: string
  readonly zones: readonly BiddingZone[]
  readonly schema: z.ZodType<Rows>
  mapDay(rows: Rows, asked: DayAsked): PriceDocument
}

/** Prices of hvakosterstrommen.no or its sister elprisetjustnu.se: one JSON file per zone and day, 404 until it is published. */
export function createDayFileSource<Rows>(site: DayFileSite<Rows>, options: DayFileOptions): PriceSource {
  const { name, zones, schema } = site
  const { baseUrl = site.baseUrl, timeoutMs } = options
  return {
    name,
    // Both sites name ENTSO-E as the place their prices come from.
    origin: 'entsoe',
    zones,
    async fetchDay(zone: BiddingZone, day: string): Promise<PriceDocument | 'not-published'> {
      const asked = { source: name, zone, day }
      const address = dayFileAddress(baseUrl, asked)
      const answer = await askPrices({ address, accept: 'application/json', timeoutMs }, asked)
      if (answer.status === 404) return 'not-published'
      refuseStatus(answer, asked, { token: 'none' })
      return site.mapDay(readJson(answer, asked, { schema, what: 'a list of prices' }), asked)
    },
  }
}

/**
 * Address of a day: `/api/v1/prices/2024/12-12_NO2.json`.
 *
 * @throws ZodError if `day` is not a calendar day
 */
function dayFileAddress(baseUrl: string, { zone, day }: DayAsked): string {
  const [year = '', month = '', date = ''] = z.iso.date().parse(day).split('-')
  return addressBelow(baseUrl, `/api/v1/prices/${year}/${month}-${date}_${zone}.json`).href
}
