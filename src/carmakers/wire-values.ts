import { z } from 'zod'

/** What the `wire.ts` of every brand is made of. None of these values can hold a coordinate in useful precision. */

/** ISO 3779: 17 characters without I, O and Q. */
export const vinSchema = z.string().regex(/^[A-HJ-NPR-Z0-9]{17}$/)

/** Instants outside this century's cars are faults of a clock. Milliseconds since 1970. */
export const EARLIEST_MS = Date.UTC(2015, 0, 1)
export const LATEST_MS = Date.UTC(2100, 0, 1)

/** A number in its range, rounded to what the planner can use; anything else becomes null: unknown is not zero. */
export function rounded(least: number, greatest: number, decimals: number) {
  const factor = 10 ** decimals
  return z
    .number()
    .min(least)
    .max(greatest)
    .transform((value) => Math.round(value * factor) / factor)
    .nullable()
    .catch(null)
}

/** Tokens and codes: printable, without spaces (RFC 6749 appendix A). */
export const opaqueSecret = z.string().regex(/^[\x21-\x7e]{1,16384}$/)
