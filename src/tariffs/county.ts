import { z } from 'zod'

/**
 * Norway's counties as numbered since 2024-01-01 (Statistics Norway, classification 104). A site is known by its present
 * county also for days before that date.
 */
const COUNTIES = {
  Oslo: '03',
  Rogaland: '11',
  'Møre og Romsdal': '15',
  Nordland: '18',
  Østfold: '31',
  Akershus: '32',
  Buskerud: '33',
  Innlandet: '34',
  Vestfold: '39',
  Telemark: '40',
  Agder: '42',
  Vestland: '46',
  Trøndelag: '50',
  Troms: '55',
  Finnmark: '56',
} as const

/** A county by its two-digit number; the number of each of its municipalities begins with it. */
export const countySchema = z.enum(COUNTIES)
export type County = z.infer<typeof countySchema>

/**
 * The county meant by a number (`18`) or a name (`Nordland`, also `Nordland - Nordlánnda`); `undefined` if it is none of
 * today's. Never a guess: the county decides on VAT.
 */
export function findCounty(numberOrName: string): County | undefined {
  const [wanted = ''] = numberOrName.trim().toLowerCase().split(' - ')
  const found = Object.entries(COUNTIES).find(
    ([name, number]) => number === wanted || name.toLowerCase() === wanted,
  )
  return found?.[1]
}
