/** What stands in place of a value that looked like something that must not be logged. */
export const DROPPED = '[dropped]'

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
const LOOKS_SECRET: readonly RegExp[] = [
  // A vehicle identification number: 17 characters without I, O and Q, at least one of them a digit (ISO 3779).
  /(?<![A-Z0-9])(?=[A-Z]*[0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])/i,
  // A coordinate in degrees: four decimals are about ten metres.
  /\d{1,3}[.,]\d{4,}/,
  // Degrees, minutes, seconds.
  /\d\s?°/,
  // Tokens: JSON web tokens, and long runs that mix letters and digits. Slashes count only among capitals: a route
  // has none.
  /eyJ[\w-]{8,}/,
  /(?=[\w-]*\d)[\w-]{32,}/,
  /(?=[\w+/=]*[A-Z])(?=[\w+/=]*\d)[\w+/=]{32,}/,
  // An e-mail address, or a user in an address.
  /[^\s@]+@[^\s@]+/,
]
/** Coordinates as integers, in millionths of a degree or finer, begin here; no count that is logged comes near. */
const LARGEST_INTEGER = 1_000_000
/** Names, ids, routes and codes are shorter; this also bounds the work of the patterns above. */
const LONGEST_TEXT = 200

/**
 * The second fence behind typed events: drops text that looks like a token, VIN, e-mail address or coordinate, and
 * takes from a number the precision a coordinate would need (two decimals are about a kilometre).
 */
export function scrubbed<T>(value: T): T | string | number {
  if (typeof value === 'string') return scrubbedText(value)
  if (typeof value === 'number') return scrubbedNumber(value)
  return value
}

function scrubbedText(text: string): string {
  if (text.length > LONGEST_TEXT) return DROPPED
  const withoutIds = text.replaceAll(UUID, 'id')
  return LOOKS_SECRET.some((pattern) => pattern.test(withoutIds)) ? DROPPED : text
}

function scrubbedNumber(value: number): number | string {
  if (Math.abs(value) >= LARGEST_INTEGER) return DROPPED
  return Math.round(value * 100) / 100
}
