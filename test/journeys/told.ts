import { differenceInSeconds } from 'date-fns'
import { expect } from 'vitest'
import type { PlacedEvent } from '../../src/events/event.ts'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import type { Stage } from '../support/stage.ts'

/** The driver knows within ten minutes of the first failure. */
export const MOST_MINUTES = 10

export async function eventsOf(stage: Stage, vehicle: Vehicle): Promise<readonly PlacedEvent[]> {
  return eventsAfter(stage.deps.db, { after: 0, vehicleId: vehicle.id }, 200)
}

/** The one trouble of a night, and how many minutes after the first failure it was told. */
export async function trouble(stage: Stage, vehicle: Vehicle) {
  const events = await eventsOf(stage, vehicle)
  const told = events.flatMap((event) => (event.type === 'charging.trouble' ? [event] : []))
  const [first] = told
  if (first === undefined) throw new Error('No trouble was told')
  expect(told, 'once per incident').toHaveLength(1)
  return { cause: first.data.cause, minutes: minutesBetween(first.data.since, first.at), first, events }
}

export function minutesBetween(from: Date, to: Date): number {
  return differenceInSeconds(to, from) / 60
}
