import { z } from 'zod'

/** What the `wire.ts` of every brand is made of. None of these values can hold a coordinate in useful precision. */

/** ISO 3779: 17 characters without I, O and Q. */
export const vinSchema = z.string().regex(/^[A-HJ-NPR-Z0-9]{17}$/)

/** Instants outside this century's cars are faults of a clock. Milliseconds since 1970. */
export const EARLIEST_MS = Date.UTC(2015, 0, 1)
export const LATEST_MS = Date.UTC(2100, 0, 1)

/** Digits of any number that is kept: five would tell a place to a kilometre. */
const MOST_DIGITS = 4

/**
 * A number in its range, rounded to what the planner can use and to four digits at most; anything else becomes null: unknown is not
 * zero.
 */
export function rounded(least: number, greatest: number, decimals: number) {
  return z
    .number()
    .min(least)
    .max(greatest)
    .transform((value) => {
      const ahead = Math.abs(value) < 1 ? 0 : Math.floor(Math.log10(Math.abs(value))) + 1
      return toDecimals(value, Math.min(decimals, MOST_DIGITS - ahead))
    })
    .nullable()
    .catch(null)
}

/** @param decimals below zero: whole tens, hundreds and so on */
function toDecimals(value: number, decimals: number): number {
  const factor = 10 ** Math.abs(decimals)
  return decimals < 0 ? Math.round(value / factor) * factor : Math.round(value * factor) / factor
}

/** Tokens and codes: printable, without spaces (RFC 6749 appendix A). */
export const opaqueSecret = z.string().regex(/^[\x21-\x7e]{1,16384}$/)
