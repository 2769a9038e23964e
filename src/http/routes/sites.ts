import type { Express } from 'express'
import { refuseAfterEndAtSite } from '../../connections/ended-consent.ts'
import { saveMonthToDate } from '../../sites/month-to-date-store.ts'
import { tellVehiclesOfSite } from '../../vehicles/site-news-store.ts'
import type { HttpContext } from '../dependencies.ts'
import { admitBody } from '../door.ts'
import { siteAt } from '../find.ts'
import { monthRequestSchema } from '../month-schema.ts'
import { ProblemError } from '../problem.ts'
import { route } from '../route.ts'
import { monthDocument, siteDocument } from '../site-document.ts'

/** Sites over the API: what is known of them, and what the retailer tells of a month's consumption. */
export function siteRoutes(app: Express, { control }: HttpContext): void {
  route(app, '/v1/sites/:siteId', {
    get: async (request, response) => {
      const { id, site } = await siteAt(control.db, request)
      response.json(siteDocument(id, site, control.clock.now()))
    },
  })
  route(app, '/v1/sites/:siteId/month-to-date', {
    put: async (request, response) => {
      const { id, site } = await siteAt(control.db, request)
      await refuseAfterEndAtSite(control.db, id)
      const now = control.clock.now()
      const told = admitBody(monthRequestSchema(now, site.timeZone), request.body)
      const kept = await control.db.transaction().execute(async (trx) => {
        const saved = await saveMonthToDate(trx, id, told)
        await tellVehiclesOfSite(trx, id, now)
        return saved
      })
      if (kept.asOf > told.asOf) throw olderThan(kept.asOf)
      control.wake()
      response.json(monthDocument(kept))
    },
  })
}

function olderThan(kept: Date): ProblemError {
  const message = `What is known of this month is of ${kept.toISOString()}, later than what was sent: it was kept. Send a figure of a later instant.`
  return new ProblemError({
    code: 'month-to-date-older',
    detail: message,
    errors: [{ pointer: '/asOf', message }],
  })
}
