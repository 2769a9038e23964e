import type { ProblemFault } from '../check-problem.ts'
import type { Span, TimedBound } from '../terms/terms.ts'
import { readInstant } from './instants.ts'
import type { ProblemObject } from './schemas.ts'

export interface Trips {
  readonly bounds: readonly TimedBound[]
  readonly away: readonly Span[]
}

/**
 * Several departures as bounds on what is charged in all: by each departure what it asks for and what the trips before it
 * used; at any time no more than fits in, given what the trips so far have used. While the car is away it cannot charge.
 */
export function readTrips(problem: ProblemObject, faults: ProblemFault[]): Trips {
  const { departures = [], battery_room_kwh: room = Infinity } = problem
  const bounds: TimedBound[] = []
  const away: { start: number; end: number }[] = []
  let used = 0
  let free = -Infinity
  departures.forEach((departure, index) => {
    const field = `departures[${String(index)}]`
    const time = readInstant(departure.time)
    const back = departure.back === undefined ? time : readInstant(departure.back)
    if (Number.isNaN(time))
      faults.push({ field: `${field}.time`, value: departure.time, expected: 'an instant' })
    if (time < free) {
      faults.push({ field: `${field}.time`, value: departure.time, expected: 'not before the car is back' })
    }
    if (!(back >= time)) {
      faults.push({
        field: `${field}.back`,
        value: departure.back ?? '',
        expected: `not before ${departure.time}`,
      })
    }
    if (!(departure.energy_kwh <= room)) {
      const expected = `at most battery_room_kwh, ${String(room)}`
      faults.push({ field: `${field}.energy_kwh`, value: String(departure.energy_kwh), expected })
    }
    bounds.push({ time, least: departure.energy_kwh + used, most: room + used })
    away.push({ start: time, end: back })
    used += departure.used_kwh ?? 0
    free = back
  })
  if (room < Infinity)
    bounds.push({ time: readInstant(problem.deadline), least: -Infinity, most: room + used })
  return { bounds, away: away.filter(({ start, end }) => end > start) }
}
