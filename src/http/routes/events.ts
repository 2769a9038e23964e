import type { Express } from 'express'
import { z } from 'zod'
import type { TimeZone } from '../../base/local-time.ts'
import { MARKET_TIME_ZONE } from '../../base/local-time.ts'
import type { Database } from '../../database/database.ts'
import type { PlacedEvent } from '../../events/event.ts'
import { eventsAfter } from '../../events/outbox-store.ts'
import { eventSentence } from '../../texts/event-sentence.ts'
import { findPolicy } from '../../vehicles/policy-store.ts'
import type { HttpContext } from '../dependencies.ts'
import { admit } from '../door.ts'
import { pageAfter, pageLimit } from '../paging.ts'
import { route } from '../route.ts'

const vehicleRule = 'expected the id of a vehicle'
const querySchema = z.strictObject({
  after: pageAfter,
  limit: pageLimit,
  vehicleId: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, vehicleRule)
    .optional(),
})

/** What has happened, for the retailer's back end, which remembers how far it has read; described in docs/reference/events.md. */
export function eventRoutes(app: Express, { control: { db } }: HttpContext): void {
  route(app, '/v1/events', {
    get: async (request, response) => {
      const { limit, ...filter } = admit(querySchema, request.query)
      const page = await eventsAfter(db, filter, limit)
      const zones = await zonesOf(db, page)
      const items = page.map((event) =>
        documentOf(event, zones.get(event.vehicleId ?? '') ?? MARKET_TIME_ZONE),
      )
      response.json({ items, next: String(page.at(-1)?.position ?? filter.after) })
    },
  })
}

/** Sentences tell the time by the driver's clock. */
async function zonesOf(
  db: Database,
  events: readonly PlacedEvent[],
): Promise<ReadonlyMap<string, TimeZone | undefined>> {
  const zones = new Map<string, TimeZone | undefined>()
  for (const vehicleId of new Set(events.map((event) => event.vehicleId))) {
    if (vehicleId === null) continue
    zones.set(vehicleId, (await findPolicy(db, vehicleId))?.timeZone)
  }
  return zones
}

function documentOf({ position, ...event }: PlacedEvent, timeZone: TimeZone) {
  const text = { nb: eventSentence(event, 'nb', timeZone), en: eventSentence(event, 'en', timeZone) }
  return { position: String(position), ...event, text }
}
