import type { Express } from 'express'
import type { HttpContext } from '../dependencies.ts'
import { StoppingError, WrongClockError } from '../../base/errors.ts'
import { isEvacuating } from '../../control/evacuation-store.ts'
import { createWorkerWatch } from '../../control/worker-watch.ts'
import { reportFeeds } from '../../prices/report-feeds.ts'
import { LIST_PRICES } from '../../carmakers/registry.ts'
import { projectBills } from '../../vehicles/api-bill.ts'
import { healthDocument } from '../health-document.ts'
import { frameOf } from '../frame.ts'
import { renderProblemKind } from '../problem-kind-page.ts'
import { isProblemCode } from '../problem-catalogue.ts'
import { ProblemError } from '../problem.ts'
import { route } from '../route.ts'
import { nothingHere } from '../answer-problem.ts'

/** What operations and developers ask for: is it alive, is it ready, how is it doing, what does this problem mean. */
export function operationsRoutes(app: Express, context: HttpContext): void {
  route(app, '/livez', {
    get: (_request, response) => {
      response.type('text/plain').send('ok\n')
    },
  })
  route(app, '/readyz', {
    get: async (_request, response) => {
      await requireReady(context)
      response.type('text/plain').send('ok\n')
    },
  })
  route(app, '/metrics', {
    get: async (_request, response) => {
      const { registry } = context.metrics
      await reportFeedsIfPossible(context)
      await reportBillsIfPossible(context)
      response.set('Content-Type', registry.contentType).send(await registry.metrics())
    },
  })
  const watch = createWorkerWatch(context.control)
  route(app, '/v1/operations/health', {
    get: async (_request, response) => {
      response.json(healthDocument(await watch(), await isEvacuating(context.control.db)))
    },
  })
  route(app, '/v1/operations/api-bill', {
    get: async (_request, response) => {
      response.json({ items: await billsOf(context) })
    },
  })
  route(app, '/problems/:code', {
    get: (request, response) => {
      const { code } = request.params
      if (typeof code !== 'string' || !isProblemCode(code)) return nothingHere(request)
      response.type('html').send(renderProblemKind(code, frameOf(context, request, response)))
    },
  })
}

/** A database that is away is no reason to hide all other figures. */
async function reportFeedsIfPossible({ control }: HttpContext): Promise<void> {
  try {
    await reportFeeds(control)
  } catch (error) {
    control.events.somethingFailed({ where: 'price feeds', error })
  }
}

async function reportBillsIfPossible(context: HttpContext): Promise<void> {
  try {
    const bills = await billsOf(context)
    for (const { carmaker, projectedUsd } of bills)
      context.metrics.projectedBill.set({ carmaker }, projectedUsd)
  } catch (error) {
    context.control.events.somethingFailed({ where: 'projected bills', error })
  }
}

function billsOf({ control, apiPrices = LIST_PRICES }: HttpContext) {
  return projectBills(control.db, apiPrices, control.clock.now())
}

const DATABASE_AWAY = 'The database does not answer. Ask again in a few seconds.'

function whyNotReady(error: unknown): string {
  if (error instanceof StoppingError) return 'This process is about to end. Ask another one.'
  if (error instanceof WrongClockError)
    return 'The clock of this process differs from the database’s by more than 2 s. Set it right, or ask another one.'
  return DATABASE_AWAY
}

async function requireReady({ ready, control }: HttpContext): Promise<void> {
  try {
    await ready()
  } catch (error) {
    const detail = whyNotReady(error)
    if (detail === DATABASE_AWAY) control.events.somethingFailed({ where: 'readiness', error })
    throw new ProblemError({ code: 'not-ready', detail, headers: { 'Retry-After': '5' } })
  }
}
