/** A car that shares a fuse: what it needs, when it is there, and by when it is to be ready; instants in milliseconds. */
export interface Sharer {
  readonly id: string
  readonly from: number
  readonly until: number
  readonly readyBy: number
  readonly minutes: number
  /** Of these, until it has what its driver wants at once. */
  readonly minutesToMinimum: number
}

/** By ready-by time only, or first the cars that lack what their drivers want at once. */
export type RightOfWay = 'ready-by' | 'minimum-first'

/**
 * Who is ready if one car charges at a time, always the one that has to be ready first, which goes on if it is late: if any order has
 * all ready, this one does (earliest deadline first; Jackson 1955, Horn 1974).
 */
export function readyOneAtATime(
  sharers: readonly Sharer[],
  right: RightOfWay = 'ready-by',
): ReadonlySet<string> {
  const left = new Map(sharers.map(({ id, minutes }) => [id, minutes]))
  const ready = new Set(sharers.filter(({ minutes }) => minutes === 0).map(({ id }) => id))
  const leftOf = ({ id }: Sharer): number => left.get(id) ?? 0
  const lacks = (one: Sharer): boolean =>
    right === 'minimum-first' && leftOf(one) > one.minutes - one.minutesToMinimum
  const [from, until] = [
    Math.min(...sharers.map((one) => one.from)),
    Math.max(...sharers.map((one) => one.readyBy)),
  ]
  for (let at = from; at < until; at += 60_000) {
    const there = sharers.filter((one) => one.from <= at && at < one.until && leftOf(one) > 0)
    const [first] = there.toSorted((a, b) => Number(lacks(b)) - Number(lacks(a)) || a.readyBy - b.readyBy)
    if (first === undefined) continue
    left.set(first.id, leftOf(first) - 1)
    if (leftOf(first) <= 0 && at < first.readyBy) ready.add(first.id)
  }
  return ready
}
