import type { CarView } from './car-commands.ts'
import type { Fleet, Member } from './fleet.ts'

/** How a car stood when it last told its maker. */
export interface CarRecord {
  readonly view: CarView
  readonly recordedAt: Date
}

/** The newest record of each car and the one before, by VIN. */
export type CarRecords = Map<string, { readonly newest: CarRecord; readonly before: CarRecord }>

/**
 * What the maker has on record of a car that it can reach. Cars whose maker asks them only now and then have an old one;
 * `stale` gives the one before the newest, as a late or reordered answer would.
 */
export function recordOf(
  { fleet, records }: { readonly fleet: Fleet; readonly records: CarRecords },
  member: Member,
  { now, stale }: { readonly now: Date; readonly stale: boolean },
): CarRecord {
  const known = records.get(member.vin)
  const minutes = member.car.spec.reportsEveryMinutes ?? 0
  const isDue = known === undefined || now.getTime() - known.newest.recordedAt.getTime() >= minutes * 60_000
  if (!isDue) return stale ? known.before : known.newest
  const fresh: CarRecord = { view: fleet.view(member, now), recordedAt: now }
  const before = known?.newest ?? fresh
  if (stale) return before
  records.set(member.vin, { newest: fresh, before })
  return fresh
}
