import { slotsInDay } from '../../../src/prices/port.ts'
import type { StoredDay } from '../../../src/prices/price-day.ts'

/** Rate of every stored day of these tests, NOK for one euro. */
const RATE = 11.5

/** A stored day in NO2, 2024-12-12 if not told otherwise; a column that is not given is made from the other. */
export function storedDay(changes: Partial<StoredDay> = {}): StoredDay {
  const { day = '2024-12-12', stepMinutes = 60, rate = RATE } = changes
  const euro =
    changes.eurPerMwh ?? Array.from({ length: slotsInDay(day, stepMinutes) }, (_, slot) => 50 + slot)
  const local = euro.map((price) => (price === null ? null : (price * (rate ?? RATE)) / 1000))
  return {
    ...({ zone: 'NO2', day, source: 'first', revision: 1, preference: 0, stepMinutes, rate } as const),
    ...({ fetchedAt: new Date('2024-12-11T12:00:00Z'), quality: 'final', currency: 'NOK' } as const),
    ...{
      rateSource: 'first',
      eurPerMwh: euro,
      perKwh: local,
      isComplete: local.every((price) => price !== null),
    },
    ...changes,
  }
}
