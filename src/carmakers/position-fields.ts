import type { RateLimit } from '../hints/hints.ts'
import type { CarmakerHttp, CarmakerRequestEvent } from './http.ts'

/** What a brand's adapter tells while it works. */
export interface CarmakerHooks {
  readonly onRequest?: ((event: CarmakerRequestEvent) => void) | undefined
  /** Told of every answer from the API. The count is all that is known of the positions it held. */
  readonly onRead?: ((read: { readonly positionFieldsDropped: number }) => void) | undefined
  /** Takes one request from an allowance that all processes share; false if it is used up for now. */
  readonly takeToken?: ((bucket: string, limit: RateLimit) => Promise<boolean>) | undefined
}

/** Counts the positions in every answer and passes it on. */
export function countingPositions(http: CarmakerHttp, { onRead }: CarmakerHooks): CarmakerHttp {
  return {
    async call(call) {
      const answer = await http.call(call)
      onRead?.({ positionFieldsDropped: countPositionFields(answer.body) })
      return answer
    },
  }
}

/**
 * How many positions an answer holds, before all of it but the allow-list is dropped: pairs of latitude and longitude
 * under any prefix, `coordinates` arrays, and the text form of older firmware, `(59.0 N, 10.0 E)`. Looks at names and
 * shapes and returns nothing else. Walks with a stack of its own, since a hostile answer may nest deeper than the
 * call stack.
 */
export function countPositionFields(raw: unknown): number {
  let count = 0
  const pending: unknown[] = [raw]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value === 'string' && isPositionText(value)) count++
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value)) count += pairsIn(value)
    for (const member of Object.values(value)) pending.push(member)
  }
  return count
}

const LATITUDE = /(^|_)(lat|latitude)$/i

function pairsIn(object: object): number {
  const members = new Map<string, unknown>(
    Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]),
  )
  let count = 0
  for (const [name, value] of members) {
    if (isCoordinate(value) && LATITUDE.test(name) && hasLongitude(members, name)) count++
    if (/coordinates?$/.test(name) && isCoordinatePair(value)) count++
  }
  return count
}

function hasLongitude(members: ReadonlyMap<string, unknown>, latitude: string): boolean {
  return ['lon', 'lng', 'long', 'longitude'].some((word) =>
    isCoordinate(members.get(latitude.replace(LATITUDE, `$1${word}`))),
  )
}

function isCoordinate(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d{1,3}\.\d+$/.test(value))
}

function isCoordinatePair(value: unknown): boolean {
  return Array.isArray(value) && (value.length === 2 || value.length === 3) && value.every(isCoordinate)
}

function isPositionText(text: string): boolean {
  return /^\(?-?\d{1,3}\.\d+ ?[NS], ?-?\d{1,3}\.\d+ ?[EW]\)?$/.test(text)
}
