import { addMinutes } from 'date-fns'
import { readsToday } from '../../src/vehicles/call-store.ts'
import type { WebhookSpoil } from '../../src/simulator/sender.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import type { Stage } from '../support/stage.ts'

/** Plays world time up to `until` in steps of so many minutes; at each, cars tell what has changed. */
export async function playStreaming(
  { service, simulator, clock }: Stage,
  until: Date,
  {
    minutes = 1,
    spoilOf = () => undefined,
  }: {
    readonly minutes?: number
    readonly spoilOf?: (round: number) => WebhookSpoil | undefined
  } = {},
): Promise<number> {
  let arrived = 0
  for (let round = 0; clock.now() < until; round++) {
    clock.stepTo(addMinutes(clock.now(), minutes))
    arrived += await simulator.deliverWebhooks(spoilOf(round))
    while (((await service.nextDue()) ?? until) <= clock.now()) await service.tick()
  }
  return arrived
}

/** Billed reads of a car on the days of these instants. */
export async function billedReads(
  { deps }: Stage,
  { id }: Vehicle,
  days: readonly Date[],
): Promise<readonly number[]> {
  return Promise.all(days.map((day) => readsToday(deps.db, id, day)))
}
