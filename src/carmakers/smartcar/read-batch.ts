import type { z } from 'zod'
import type { CarmakerAnswer } from '../http.ts'
import type { Reading } from '../port.ts'
import { readBody, unreadableAnswer } from '../read-body.ts'
import { outOfReach, readError } from './faults.ts'
import { chargeStateFrom, recordedAt } from './map.ts'
import {
  batchSchema,
  batterySchema,
  capacitySchema,
  chargeLimitSchema,
  chargeSchema,
  type ReadPath,
} from './wire.ts'

type Item = z.infer<typeof batchSchema>['responses'][number]

/**
 * What a batch tells about a car. Only `/charge` must be there, with when it was recorded; what else is missing or was
 * refused is unknown.
 *
 * @throws CarmakerError if the batch as a whole, or `/charge` in it, was refused or cannot be read
 */
export function readingFrom(route: string, answer: CarmakerAnswer): Reading {
  if (answer.status !== 200) return outOfReach(answer) ?? refuse(route, answer)
  const items = readBody(batchSchema, route, answer).responses
  const charge = itemAt(items, '/charge')
  if (charge === undefined) throw unreadableAnswer(route, answer.status)
  const refused = { status: charge.code, body: charge.body, retryAfterSeconds: undefined }
  if (charge.code !== 200) return outOfReach(refused) ?? refuse(route, refused)
  const observedAt = recordedAt(charge.headers)
  if (observedAt === null) throw unreadableAnswer(route, answer.status)
  const battery = itemAt(items, '/battery')
  return {
    kind: 'state',
    state: chargeStateFrom({
      charge: chargeSchema.parse(charge.body),
      observedAt,
      batteryAt: recordedAt(battery?.headers) ?? observedAt,
      socPercent: batterySchema.parse(bodyOf(battery)).percentRemaining,
      limitPercent: chargeLimitSchema.parse(bodyOf(itemAt(items, '/charge/limit'))).limit,
      capacityKwh: capacitySchema.parse(bodyOf(itemAt(items, '/battery/nominal_capacity'))).capacity.nominal,
      powerKw: null,
      energyAddedKwh: null,
      fastCharging: false,
    }),
  }
}

function refuse(route: string, refused: Parameters<typeof readError>[1]): never {
  throw readError(route, refused)
}

function itemAt(items: readonly Item[], path: ReadPath): Item | undefined {
  return items.find((item) => item.path === path)
}

function bodyOf(item: Item | undefined): unknown {
  return item?.code === 200 ? item.body : undefined
}
