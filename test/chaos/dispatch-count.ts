import { findConnection } from '../../src/connections/connection-store.ts'
import { withAccess } from '../../src/connections/tokens.ts'
import { findDriverKey } from '../../src/keys/key-store.ts'
import { openReference } from '../../src/vehicles/reference-store.ts'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { CARS } from './dispatch-world.ts'
import type { Fleet } from './fleet.ts'

/** Starts and stops of one car as its maker counted them. */
export interface CommandsOfCar {
  readonly vin: string
  /** Those that reached the car, whatever it made of them. */
  readonly received: number
  /** Those that changed whether it wants to charge. */
  readonly effective: readonly string[]
}

export function counts({ simulator }: Pick<Fleet, 'simulator'>): readonly CommandsOfCar[] {
  return simulator.report().cars.map(({ vin, commands, effectiveCommands }) => ({
    vin,
    received: commands.filter(({ kind, answered }) => kind !== 'wake' && answered !== 'lost').length,
    effective: effectiveCommands.map(({ kind }) => kind),
  }))
}

type Counted = Omit<CommandsOfCar, 'vin'>

/** What came since, of every car. */
export function countedSince(fleet: Pick<Fleet, 'simulator'>, before: readonly CommandsOfCar[]): Counted[] {
  return counts(fleet).map(({ vin, received, effective }) => {
    const then = before.find((one) => one.vin === vin)
    return {
      received: received - (then?.received ?? 0),
      effective: effective.slice(then?.effective.length ?? 0),
    }
  })
}

/** The same of each. */
export function everyCar(counted: Counted): Counted[] {
  return Array.from({ length: CARS }, () => counted)
}

/** The planted defect: on taking over, sends every command again whose answer nobody knows. */
export async function answerUnknown({ deps }: Pick<Fleet, 'deps'>): Promise<void> {
  const unknown = await deps.db.selectFrom('command').selectAll().where('outcome', 'is', null).execute()
  for (const vehicle of await listVehicles(deps.db)) {
    const command = unknown.find(({ vehicle_id }) => vehicle_id === vehicle.id)
    const connection = await findConnection(deps.db, vehicle.connectionId)
    if (command === undefined || connection === undefined) continue
    const key = await findDriverKey(deps.db, deps.kek, vehicle.driverId)
    const reference = await openReference(deps.db, key, vehicle.id)
    const { api } = deps.carmaker(connection.carmaker)
    const call = command.kind === 'stop' ? api.stopCharging : api.startCharging
    await withAccess(deps, connection, (token) => call(token, reference))
  }
}
