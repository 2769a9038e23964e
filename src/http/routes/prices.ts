import type { Express } from 'express'
import { z } from 'zod'
import { localDay, MARKET_TIME_ZONE, nextLocalDay, startOfLocalDay } from '../../base/local-time.ts'
import { findCurve } from '../../prices/ladder.ts'
import type { CurveSlot } from '../../prices/price-day.ts'
import { BIDDING_ZONES, biddingZoneSchema, zoneFacts } from '../../prices/zones.ts'
import { findSite } from '../../sites/site-store.ts'
import { costCurve } from '../../tariffs/cost-curve.ts'
import { tariffAt } from '../../tariffs/shipped-tariffs.ts'
import type { HttpContext } from '../dependencies.ts'
import { admit } from '../door.ts'
import { required } from '../find.ts'
import { route } from '../route.ts'

const zoneRule = `expected a bidding zone: ${BIDDING_ZONES.join(', ')}`
const dayRule = 'expected a delivery day as YYYY-MM-DD, such as 2025-01-22'
const siteRule = 'expected the id of a site'
const querySchema = z
  .strictObject({
    zone: z.enum(BIDDING_ZONES, zoneRule).optional(),
    siteId: z
      .string(siteRule)
      .regex(/^[A-Za-z0-9-]{1,64}$/, siteRule)
      .optional(),
    day: z.iso.date(dayRule).optional(),
  })
  .refine(({ zone, siteId }) => zone !== undefined || siteId !== undefined, {
    path: ['zone'],
    message: zoneRule,
  })

/**
 * The prices that are planned with: of a zone, or with what a kWh costs at a site. Without a day: today and tomorrow. Slots nobody
 * has published are estimates and say so.
 */
export function priceRoutes(app: Express, { control }: HttpContext): void {
  route(app, '/v1/prices', {
    get: async (request, response) => {
      const query = admit(querySchema, request.query)
      const now = control.clock.now()
      const site =
        query.siteId === undefined ? null : required('site', await findSite(control.db, query.siteId))
      const zone = site?.biddingZone ?? query.zone ?? admit(biddingZoneSchema, query.zone)
      const slots = await findCurve(control.db, zone, rangeOf(query.day, now), now)
      const costs = site === null ? null : costCurve(slots, tariffAt(site))
      response.json({
        zone,
        currency: zoneFacts(zone).currency,
        slots: slots.map(slotDocument),
        costs: costs?.map(({ start, end, costPerKwh, quality, components }) => {
          return { start, end, costPerKwh, quality, components }
        }),
      })
    },
  })
}

function rangeOf(day: string | undefined, now: Date): { from: Date; until: Date } {
  const from = startOfLocalDay(day ?? localDay(now, MARKET_TIME_ZONE), MARKET_TIME_ZONE)
  const next = nextLocalDay(from, MARKET_TIME_ZONE)
  return { from, until: day === undefined ? nextLocalDay(next, MARKET_TIME_ZONE) : next }
}

function slotDocument({ start, end, perKwh, eurPerMwh, rung, source }: CurveSlot) {
  return { start, end, perKwh, eurPerMwh, quality: rung, source }
}
