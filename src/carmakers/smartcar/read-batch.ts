import type { ReportedState } from '../charge-state.ts'
import type { CarmakerAnswer } from '../http.ts'
import type { Reading } from '../port.ts'
import { readBody, readingOf, unreadableAnswer } from '../read-body.ts'
import { outOfReach, readError, refusedFrom, type Refused } from './faults.ts'
import { chargeStateFrom, recordedAt } from './map.ts'
import { batchSchema, type BatchItem, type ReadPath } from './wire.ts'

/**
 * What a batch tells about a car. Only `/charge` must be there; what else is missing or was refused is unknown.
 *
 * @throws CarmakerError if the batch as a whole, or `/charge` in it, was refused or cannot be read
 */
export function readingFrom(route: string, answer: CarmakerAnswer): Reading {
  if (answer.status !== 200) return outOfReach(refusedFrom(answer)) ?? refuse(route, refusedFrom(answer))
  const items = readBody(batchSchema, route, answer).responses
  const charge = items.find((item) => item.path === '/charge')
  if (charge === undefined) throw unreadableAnswer(route, answer.status)
  if (charge.code !== 200) {
    const refused = {
      status: charge.code,
      fault: charge.fault,
      retryAfterSeconds: charge.headers?.['retry-after'],
    }
    return outOfReach(refused) ?? refuse(route, refused)
  }
  return readingOf(stateFrom(items, charge), route)
}

function stateFrom(items: readonly BatchItem[], { charge, headers }: BatchItem): ReportedState {
  const [battery, limit, capacity] = OTHER_PATHS.map((path) => given(items, path))
  return chargeStateFrom({
    charge,
    observedAt: recordedAt(headers),
    batteryAt: recordedAt(battery?.headers),
    socPercent: battery?.battery.percentRemaining ?? null,
    limitPercent: limit?.limit.limit ?? null,
    capacityKwh: capacity?.capacity.capacity.nominal ?? null,
    powerKw: null,
    energyAddedKwh: null,
    fastCharging: null,
  })
}

const OTHER_PATHS = ['/battery', '/charge/limit', '/battery/nominal_capacity'] as const

function refuse(route: string, refused: Refused): never {
  throw readError(route, refused)
}

function given(items: readonly BatchItem[], path: ReadPath): BatchItem | undefined {
  return items.find((item) => item.path === path && item.code === 200)
}
