import type { Express, Request, Response } from 'express'
import { z } from 'zod'
import { addDays, subDays } from '../../base/calendar.ts'
import type { TimeZone } from '../../base/local-time.ts'
import { decisionsOf, newestDecisions, type LoggedDecision } from '../../control/decision-log-store.ts'
import { renderWhyPage } from '../../pages/why-page.ts'
import { decisionStory } from '../../texts/decision-story.ts'
import { findPolicy } from '../../vehicles/policy-store.ts'
import type { Vehicle } from '../../vehicles/vehicle.ts'
import type { HttpContext } from '../dependencies.ts'
import { admit } from '../door.ts'
import { required, vehicleAt } from '../find.ts'
import { frameOf } from '../frame.ts'
import { pageAfter, pageLimit } from '../paging.ts'
import { route } from '../route.ts'
import { linkedVehicle, vehiclePath } from '../vehicle-page.ts'

const instantRule = 'expected an instant with its offset, as 2026-11-26T22:00:00Z'
const instant = z.iso.datetime({ offset: true, error: instantRule }).transform((text) => new Date(text))
const querySchema = z
  .strictObject({
    from: instant.optional(),
    until: instant.optional(),
    after: pageAfter,
    limit: pageLimit,
  })
  .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
    path: ['until'],
    error: 'expected an instant later than from',
  })

/** The decision log of a vehicle: over the API, and as a page for the driver and for support. */
export function decisionRoutes(app: Express, context: HttpContext): void {
  const { control } = context
  route(app, '/v1/vehicles/:vehicleId/decisions', {
    get: async (request, response) => {
      const vehicle = await vehicleAt(control.db, request)
      const { from, until, after, limit } = admit(querySchema, request.query)
      const end = until ?? addDays(control.clock.now(), 1)
      const filter = { from: from ?? subDays(end, 2), until: end, after, limit }
      const page = await decisionsOf(control.db, vehicle.id, filter)
      const timeZone = await zoneOf(context, vehicle)
      const items = page.map((decision) => documentOf(decision, timeZone))
      response.json({ items, next: String(page.at(-1)?.ordinal ?? after) })
    },
  })
  route(app, '/vehicles/:vehicleId/why', {
    get: (request, response) => showWhy(context, request, response),
  })
}

function documentOf(logged: LoggedDecision, timeZone: TimeZone) {
  const { ordinal, ...decision } = logged
  const text = { nb: decisionStory(logged, 'nb', timeZone), en: decisionStory(logged, 'en', timeZone) }
  return { id: String(ordinal), ...decision, text }
}

/** Shown on the page: two nights, and of them the newest. */
const SHOWN_DAYS = 2
const SHOWN_MOST = 100

async function showWhy(context: HttpContext, request: Request, response: Response): Promise<void> {
  const vehicle = await linkedVehicle(context, request)
  await showDecisions(context, { request, response, vehicle }, vehiclePath(request, vehicle, { page: '' }))
}

/** The page of a car's newest decisions; `backUrl` is where it leads back to: the plan for its driver, the fleet for support. */
export async function showDecisions(
  context: HttpContext,
  asked: { readonly request: Request; readonly response: Response; readonly vehicle: Vehicle },
  backUrl: string,
): Promise<void> {
  const { db, clock } = context.control
  const { request, response, vehicle } = asked
  const frame = frameOf(context, request, response)
  const timeZone = await zoneOf(context, vehicle)
  const decisions = await newestDecisions(db, vehicle.id, {
    from: subDays(clock.now(), SHOWN_DAYS),
    limit: SHOWN_MOST,
  })
  const page = renderWhyPage({
    ...frame,
    backUrl,
    items: decisions.map((decision) => ({
      decidedAt: decision.decidedAt,
      mood: decision.decided.reason.code,
      status: decision.knew.status,
      ...decisionStory(decision, frame.language, timeZone),
    })),
  })
  response.type('html').send(page)
}

async function zoneOf({ control }: HttpContext, { id }: Vehicle): Promise<TimeZone> {
  return required('policy', await findPolicy(control.db, id)).timeZone
}
