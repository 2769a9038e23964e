import type { CarmakerName } from '../../src/carmakers/registry.ts'
import type { Calls } from '../../src/vehicles/call-store.ts'
import type { Stage } from '../support/stage.ts'
import { carOf } from './night.ts'

/** Calls that go to a carmaker; what a car streams comes from it. */
export type Received = Omit<Calls, 'signals'>

/** By the simulated carmaker's own count. */
export function receivedBy(stage: Stage, login: string, carmaker: CarmakerName): Received {
  const { vehicle, vehicleData, start, stop, wake } = carOf(stage, login).requests
  // Smartcar counts every question, what a driver permits among them; Tesla bills those for live data.
  const reads = carmaker === 'smartcar' ? vehicle + vehicleData : vehicleData
  return { reads, commands: start + stop, wakes: wake }
}

/** What came after. */
export function moreThan(before: Received, after: Received): Received {
  return {
    reads: after.reads - before.reads,
    commands: after.commands - before.commands,
    wakes: after.wakes - before.wakes,
  }
}
