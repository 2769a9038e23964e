import { tzOffset } from '@date-fns/tz'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Days kept of a zone, which is years of them; then it begins anew. */
const MOST_DAYS = 4_096

/** What a zone's clock is ahead of UTC in one day of UTC, milliseconds: `before` until `changesAt`, `after` from then on. */
interface DayOffset {
  readonly before: number
  readonly after: number
  readonly changesAt: number
}

/** Asking the calendar of the runtime takes a hundred times as long as a look here. */
const zones = new Map<string, Map<number, DayOffset>>()

/**
 * What a zone's clock is ahead of UTC at an instant, both in milliseconds.
 *
 * @throws RangeError for what is no zone or no instant
 */
export function zoneOffset(at: number, zone: string): number {
  const { before, after, changesAt } = dayOffset(Math.floor(at / DAY_MS), zone)
  return at < changesAt ? before : after
}

function dayOffset(day: number, zone: string): DayOffset {
  const days = zones.get(zone) ?? new Map<number, DayOffset>()
  zones.set(zone, days)
  const known = days.get(day)
  if (known !== undefined) return known
  if (days.size >= MOST_DAYS) days.clear()
  const found = lookUp(day * DAY_MS, zone)
  days.set(day, found)
  return found
}

/** No zone changes its clock twice in a day. */
function lookUp(start: number, zone: string): DayOffset {
  const end = start + DAY_MS
  const [before, after] = [asked(start, zone), asked(end, zone)]
  if (before === after) return { before, after, changesAt: end }
  let [last, changesAt] = [start, end]
  while (changesAt - last > MINUTE_MS) {
    const middle = last + Math.floor((changesAt - last) / MINUTE_MS / 2) * MINUTE_MS
    if (asked(middle, zone) === before) last = middle
    else changesAt = middle
  }
  return { before, after, changesAt }
}

function asked(at: number, zone: string): number {
  const offset = tzOffset(zone, new Date(at)) * MINUTE_MS
  if (Number.isNaN(offset)) {
    throw new RangeError(
      `No clock of "${zone}" at ${String(at)} ms: give an IANA time zone and a valid instant`,
    )
  }
  return Math.round(offset)
}
