/** Whoever asks for longer is asked once a day whether it still holds. */
const LONGEST_WAIT_SECONDS = 86_400

/**
 * For how long `Retry-After` (RFC 9110 §10.2.3) asks to be left alone, in seconds; at most a day. More is understood than the standard
 * allows, since whoever sends it wants to be left alone all the same: fractions, several figures (the longest counts), other zones.
 *
 * @param now milliseconds by the clock of whoever wrote it; a date is reckoned from it, and one that is past asks for nothing
 * @returns `undefined` for what cannot be understood, a figure below zero included
 */
export function retryAfterSeconds(text: string, now: number): number | undefined {
  const until = httpDate(text)
  const seconds = until === undefined ? longestOf(text) : Math.max(0, (until - now) / 1000)
  return seconds === undefined ? undefined : Math.min(Math.ceil(seconds), LONGEST_WAIT_SECONDS)
}

function longestOf(text: string): number | undefined {
  const isFigures = /^\d+(\.\d+)?(\s*,\s*\d+(\.\d+)?)*$/.test(text)
  return isFigures ? Math.max(...text.split(',').map(Number)) : undefined
}

const CLOCK = String.raw`\d{2}:\d{2}:\d{2}`
const ZONE = String.raw`(?:GMT|UTC|UT|Z|[+-]\d{4})`
const PREFERRED = new RegExp(String.raw`^[A-Z][a-z]{2}, [ \d]\d [A-Z][a-z]{2} \d{4} ${CLOCK} ${ZONE}$`)
const RFC_850 = new RegExp(String.raw`^[A-Z][a-z]{5,8}, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (${CLOCK}) GMT$`)
const ASCTIME = new RegExp(String.raw`^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (${CLOCK}) (\d{4})$`)

/** The three forms of RFC 9110 §5.6.7, the first with other zones too. @returns milliseconds */
export function httpDate(text: string): number | undefined {
  const plain = text.replace(RFC_850, 'Mon, $1 $2 20$3 $4 GMT').replace(ASCTIME, 'Mon, $2 $1 $4 $3 GMT')
  if (!PREFERRED.test(plain)) return undefined
  // The weekday tells nothing new, and parsers differ about a zone named Z.
  const instant = Date.parse(plain.slice(5).replace(/Z$/, 'GMT'))
  return Number.isNaN(instant) ? undefined : instant
}
