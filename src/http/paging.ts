import { z } from 'zod'

const MOST = 200
const limitRule = `expected a whole number from 1 to ${String(MOST)}`

/** How many rows a page may have: 1 to 200, 50 if nothing is said. */
export const pageLimit = z
  .string()
  .regex(/^\d{1,3}$/, limitRule)
  .transform(Number)
  .refine((limit) => limit >= 1 && limit <= MOST, limitRule)
  .default(50)

/** Where the page before ended, as its `next` says. */
export function pageMark(rule: string) {
  return z
    .string()
    .regex(/^\d{1,15}$/, rule)
    .transform(Number)
}

/** A list that is read forward from its beginning. */
export const pageAfter = pageMark('expected "next" of the page before, or 0 for the beginning').default(0)
