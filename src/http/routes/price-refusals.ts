import type { Express } from 'express'
import { z } from 'zod'
import { findRefusals, type KnownRefusal } from '../../prices/import/refusal-store.ts'
import { BIDDING_ZONES } from '../../prices/zones.ts'
import type { HttpContext } from '../dependencies.ts'
import { admit } from '../door.ts'
import { pageLimit, pageMark } from '../paging.ts'
import { route } from '../route.ts'

const querySchema = z.strictObject({
  zone: z.enum(BIDDING_ZONES, `expected a bidding zone: ${BIDDING_ZONES.join(', ')}`).optional(),
  day: z.iso.date('expected a delivery day as YYYY-MM-DD, such as 2025-01-22').optional(),
  source: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected the name of a source of prices, such as entsoe')
    .optional(),
  limit: pageLimit,
  before: pageMark('expected "next" of the page before').optional(),
})

/** Documents of prices that were kept out, the newest kind of fault first; described in docs/reference/prices.md. */
export function priceRefusalRoutes(app: Express, { control }: HttpContext): void {
  route(app, '/v1/prices/refusals', {
    get: async (request, response) => {
      const { limit, ...filter } = admit(querySchema, request.query)
      // One more than asked for tells whether there is another page.
      const found = await findRefusals(control.db, filter, limit + 1)
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const next = found.length > limit && last !== undefined ? String(last.id) : null
      response.json({ items: page.map(documentOf), next })
    },
  })
}

function documentOf({ id, ...refusal }: KnownRefusal) {
  return { id: String(id), ...refusal }
}
