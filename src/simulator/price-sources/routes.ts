import { createHash } from 'node:crypto'
import express, { type Request, type Response, type Router } from 'express'
import { send } from '../answer.ts'
import type { World } from '../world.ts'
import { dayFile, dayOfFile } from './day-files.ts'
import { acknowledgement, NO_DATA, publication, readQuestion } from './entsoe.ts'
import { publishedDay, type ToldDay } from './price-day.ts'
import { isContentFault, type PriceFaultKind } from './price-faults.ts'
import { feedDay } from './retailer-feed.ts'
import { spoil } from './spoil.ts'

/** What the simulated ENTSO-E takes as `securityToken`. */
export const ENTSOE_TOKEN = 'simulated-entsoe-token'
/** What the simulated retailer feed takes as bearer token. */
export const FEED_TOKEN = 'simulated-feed-token'

/**
 * Sources of day-ahead prices, each below a path of its own: `/hvakosterstrommen`, `/elprisetjustnu`, `/entsoe` and
 * `/retailer-feed`. hvakosterstrommen is also at the root, where a service that knows one address looks for it.
 */
export function priceRoutes(world: World): Router {
  const router = express.Router()
  for (const base of ['', '/hvakosterstrommen'])
    dayFiles(router, base, { world, source: 'hvakosterstrommen' })
  dayFiles(router, '/elprisetjustnu', { world, source: 'elprisetjustnu' })
  router.get('/entsoe/api', (request, response) => {
    answerEntsoe(world, new URL(request.url, 'http://localhost').searchParams, response)
  })
  router.get('/retailer-feed/v1/prices/:zone/:day', (request, response) => {
    answerFeed(world, request, response)
  })
  return router
}

const ZONES_OF = { hvakosterstrommen: /^NO[1-5]$/, elprisetjustnu: /^SE[1-4]$/ } as const

function dayFiles(
  router: Router,
  base: string,
  { world, source }: { readonly world: World; readonly source: keyof typeof ZONES_OF },
): void {
  router.get(`${base}/api/v1/prices/:year/:file`, (request, response) => {
    const { year, file } = request.params
    const asked = dayOfFile(year, file)
    const fault = world.priceFaults.take(source, asked?.zone ?? '')
    if (answeredWithFault(fault, response)) return
    const isServed = asked !== undefined && ZONES_OF[source].test(asked.zone)
    const day = isServed ? told(world, asked, fault) : undefined
    if (day === undefined) notFound(response)
    else send(response, { kind: 'json', status: 200, body: dayFile(day) })
  })
}

function answerEntsoe(world: World, query: URLSearchParams, response: Response): void {
  if (query.get('securityToken') !== ENTSOE_TOKEN) {
    send(response, { kind: 'html', status: 401, html: '<h1>Unauthorized</h1>' })
    return
  }
  const question = readQuestion(query)
  const xml = (status: number, body: string): void => {
    response.status(status).type('application/xml').send(body)
  }
  if (typeof question === 'string') {
    xml(400, acknowledgement(question))
    return
  }
  const { zone, days } = question
  const fault = world.priceFaults.take('entsoe', zone)
  if (fault === 'acknowledged-400') xml(400, acknowledgement(NO_DATA))
  else if (fault === 'refused-400') xml(400, acknowledgement('The question cannot be answered at the moment'))
  else if (fault === 'late' || fault === 'acknowledged-200') xml(200, acknowledgement(NO_DATA))
  else if (!answeredWithFault(fault, response)) {
    const found = days.flatMap((day) => told(world, { zone, day }, fault) ?? [])
    if (found.length === 0) xml(200, acknowledgement(NO_DATA))
    else xml(200, publication(query.get('in_Domain') ?? '', found))
  }
}

function answerFeed(world: World, request: Request<{ zone: string; day: string }>, response: Response): void {
  if (request.get('authorization') !== `Bearer ${FEED_TOKEN}`) {
    response.sendStatus(401)
    return
  }
  const { zone, day } = request.params
  const fault = world.priceFaults.take('retailer-feed', zone)
  if (answeredWithFault(fault, response)) return
  const found = told(world, { zone, day }, fault)
  if (found === undefined) {
    notFound(response)
    return
  }
  const body = JSON.stringify(feedDay(fault === 'copied' ? { ...found, day: dayBefore(day) } : found))
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`
  response.set({ etag: tag, 'cache-control': 'no-cache' })
  if (request.get('if-none-match') === tag) response.status(304).end()
  else response.type('json').send(body)
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}

/** The day as this source tells it now, spoiled if a fault says so. */
function told(
  world: World,
  asked: { readonly zone: string; readonly day: string },
  fault: PriceFaultKind | undefined,
): ToldDay | undefined {
  const day = publishedDay(world.prices, asked, world.clock.now())
  return day !== undefined && fault !== undefined && isContentFault(fault) ? spoil(day, fault) : day
}

function notFound(response: Response): void {
  send(response, { kind: 'html', status: 404, html: '<h1>404 Not Found</h1>' })
}

const STATUS: Partial<Record<PriceFaultKind, number>> = {
  late: 404,
  'not-found': 404,
  down: 503,
  'rate-limited': 429,
  'token-refused': 401,
  html: 200,
}

/** Answers what needs no prices; `false` if there is nothing of that kind to answer. */
function answeredWithFault(fault: PriceFaultKind | undefined, response: Response): boolean {
  if (fault === 'silence') {
    send(response, { kind: 'silence' })
    return true
  }
  const status = fault === undefined ? undefined : STATUS[fault]
  if (status === undefined) return false
  if (status === 429) response.set('retry-after', '120')
  send(response, { kind: 'html', status, html: '<h1>Scheduled maintenance is currently underway</h1>' })
  return true
}
