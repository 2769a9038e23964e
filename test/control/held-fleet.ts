import { addMinutes } from 'date-fns'
import type { CarmakerName } from '../../src/carmakers/registry.ts'
import { commandWrite, outcomeWrite } from '../../src/control/command-store.ts'
import { intentWrite } from '../../src/control/intent-store.ts'
import type { Trx } from '../../src/database/database.ts'
import { write } from '../../src/database/writes.ts'
import type { SimulatedCar } from '../../src/simulator/simulated-car.ts'
import { saveState } from '../../src/vehicles/state-store.ts'
import { nightCar, wall } from '../journeys/night.ts'
import { connect, type Stage } from '../support/stage.ts'

/** Every fifth is behind Smartcar. */
const SMARTCAR_EVERY = 5
/** Seconds in which Smartcar allows the requests that one connection takes. */
const SMARTCAR_REST_SECONDS = 150

export interface FleetCar {
  readonly car: SimulatedCar
  readonly carmaker: CarmakerName
  readonly latestStart: Date
}

/** Cars of both brands that come to the plug at 17:00 and stand from 17:10 on, their latest starts in no order. */
export function fleetOf(size: number): readonly FleetCar[] {
  return Array.from({ length: size }, (_, number) => {
    const digits = String(number).padStart(4, '0')
    const names = { login: `driver-${digits}`, driver: `Driver ${digits}`, vin: `5YJ3E1EA0TEST${digits}` }
    return {
      car: nightCar({ ...names, interruptedAt: [wall('17:10')] }),
      carmaker: number % SMARTCAR_EVERY === 0 ? 'smartcar' : 'tesla',
      // 7 divides none of the sizes in use, so that no two are the same.
      latestStart: addMinutes(wall('22:00'), (number * 7) % size),
    }
  })
}

/** Connects the cars through their carmakers, and writes down that Ladeplan has stopped them at 17:10. */
export async function holdAll(stage: Stage, fleet: readonly FleetCar[]): Promise<void> {
  const deps = stage.bare().control
  const ids: { vehicleId: string; connectionId: string; latestStart: Date }[] = []
  for (const { car, carmaker, latestStart } of fleet) {
    if (carmaker === 'smartcar') stage.pass(SMARTCAR_REST_SECONDS)
    const choice = { login: car.login, driverId: car.login, home: { carmaker } }
    const { vehicle, connection } = await connect({ deps }, choice)
    ids.push({ vehicleId: vehicle.id, connectionId: connection.id, latestStart })
  }
  stage.clock.stepTo(wall('17:30'))
  await deps.db.transaction().execute(async (trx) => {
    for (const each of ids) await writeStop(trx, each)
    await trx
      .updateTable('vehicle_due')
      .set({ due_at: wall('18:00') })
      .execute()
  })
}

async function writeStop(
  trx: Trx,
  { vehicleId, connectionId, latestStart }: { vehicleId: string; connectionId: string; latestStart: Date },
): Promise<void> {
  const [stoppedAt, seenAt] = [wall('17:10'), wall('17:20')]
  const command = { id: `stop ${vehicleId}`, epoch: 1, attempt: 1, sentAt: stoppedAt } as const
  const stop = { ...command, kind: 'stop', purpose: 'intent' } as const
  await write(trx, commandWrite(trx, { vehicleId, connectionId }, stop))
  await write(trx, outcomeWrite(trx, stop, { kind: 'done', alreadySo: false }, stoppedAt))
  const reason = { code: 'analysing' } as const
  const intent = { epoch: 1, desired: 'HOLD', cause: 'price', validUntil: latestStart, reason } as const
  await write(trx, intentWrite(trx, vehicleId, intent, { planId: null, now: stoppedAt, latestStart }))
  await saveState(trx, vehicleId, {
    reach: 'online',
    checkedAt: seenAt,
    charge: {
      ...{ observedAt: seenAt, status: 'connected', fastCharging: false, capacityKwh: null },
      ...{ socPercent: 40, limitPercent: 90, powerKw: 0, energyAddedKwh: 1 },
    },
    pluggedInAt: wall('17:00'),
    peakPowerKw: 11,
    readyByFrom: wall('17:00'),
    pushedAt: null,
    changes: {
      ...{ stoodSince: wall('17:00'), startedAt: wall('17:01'), stoppedAt, stoppedBefore: null },
      handedBackAt: null,
    },
  })
}
