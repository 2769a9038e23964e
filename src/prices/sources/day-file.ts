import { z } from 'zod'
import type { DayAsked } from './day-asked.ts'
import { addressBelow } from './http.ts'

/**
 * Address of a day at hvakosterstrommen.no and its sister elprisetjustnu.se: `/api/v1/prices/2024/12-12_NO2.json`.
 *
 * @throws ZodError if `day` is not a calendar day
 */
export function dayFileAddress(baseUrl: string, { zone, day }: DayAsked): string {
  const [year = '', month = '', date = ''] = z.iso.date().parse(day).split('-')
  return addressBelow(baseUrl, `/api/v1/prices/${year}/${month}-${date}_${zone}.json`).href
}
