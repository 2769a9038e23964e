import { fileURLToPath } from 'node:url'
import express, { type Express, type RequestHandler } from 'express'
import { realClock } from '../base/clock.ts'
import { systemRandomness } from '../base/random.ts'
import { ASSETS_PATH } from '../pages/page-frame.ts'
import { answerProblem, nothingHere } from './answer-problem.ts'
import { readBodies } from './bodies.ts'
import type { HttpContext, HttpDependencies } from './dependencies.ts'
import { createLinks } from './links.ts'
import { refuseMeteringPoints } from './metering-point.ts'
import { chargeNowPageRoutes } from './routes/charge-now-page.ts'
import { callbackRoutes } from './routes/callback.ts'
import { connectionRoutes } from './routes/connections.ts'
import { consentRoutes } from './routes/consent.ts'
import { consumptionConsentRoutes } from './routes/consumption-consent.ts'
import { consumptionRoutes } from './routes/consumption.ts'
import { fleetRoutes } from './routes/fleet.ts'
import { eventRoutes } from './routes/events.ts'
import { decisionRoutes } from './routes/decisions.ts'
import { operationsRoutes } from './routes/operations.ts'
import { overviewRoutes } from './routes/overview.ts'
import { planPageRoutes } from './routes/plan-page.ts'
import { planRoutes } from './routes/plans.ts'
import { priceRefusalRoutes } from './routes/price-refusals.ts'
import { priceRoutes } from './routes/prices.ts'
import { sandboxRoutes } from './routes/sandbox.ts'
import { siteRoutes } from './routes/sites.ts'
import { driverWillRoutes } from './routes/driver-will.ts'
import { vehicleRoutes } from './routes/vehicles.ts'
import { webhookBodies, webhookRoutes } from './routes/webhooks.ts'
import { withdrawRoutes } from './routes/withdraw.ts'
import { noStore, requireApiKey, securityHeaders } from './security.ts'
import { beginVisit, visitOf } from './visit.ts'

const ASSETS = fileURLToPath(new URL('../pages/assets', import.meta.url))

/** The Express app: API, pages and what operations ask for. It does not listen. */
export function createApp(dependencies: HttpDependencies): Express {
  const processClock = dependencies.processClock ?? realClock
  const { publicUrl, control, apiKey } = dependencies
  const links = createLinks({ kek: control.kek, publicUrl, clock: processClock })
  const context: HttpContext = { ...dependencies, processClock, links }
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', false)
  app.use(recordVisit(context))
  app.use(...securityHeaders(publicUrl))
  app.use(
    ASSETS_PATH,
    asRoute(`${ASSETS_PATH}/*`),
    express.static(ASSETS, { index: false, redirect: false, maxAge: '1h' }),
  )
  app.use(noStore)
  app.use('/v1', asRoute('/v1/*'), requireApiKey(apiKey))
  webhookBodies(app)
  app.use(readBodies())
  app.use(refuseMeteringPoints)
  for (const mount of ROUTES) mount(app, context)
  app.use(nothingHere)
  app.use(answerProblem(context))
  return app
}

const ROUTES: readonly ((app: Express, context: HttpContext) => void)[] = [
  operationsRoutes,
  fleetRoutes,
  eventRoutes,
  connectionRoutes,
  vehicleRoutes,
  driverWillRoutes,
  planRoutes,
  decisionRoutes,
  priceRoutes,
  priceRefusalRoutes,
  siteRoutes,
  consumptionRoutes,
  consumptionConsentRoutes,
  consentRoutes,
  callbackRoutes,
  webhookRoutes,
  planPageRoutes,
  chargeNowPageRoutes,
  overviewRoutes,
  withdrawRoutes,
  sandboxRoutes,
]

/** Every request gets an id of its own, and is counted by its route's template when it is over. */
function recordVisit({ control, processClock }: HttpContext): RequestHandler {
  return (request, response, next) => {
    const start = processClock.now().getTime()
    const traceId = systemRandomness.id()
    beginVisit(response, { traceId, route: 'none' })
    response.setHeader('Request-Id', traceId)
    response.on('close', () => {
      const durationMs = processClock.now().getTime() - start
      const { route } = visitOf(response)
      control.events.httpAnswered({ method: request.method, route, status: response.statusCode, durationMs })
    })
    next()
  }
}

function asRoute(template: string): RequestHandler {
  return (_request, response, next) => {
    visitOf(response).route = template
    next()
  }
}
