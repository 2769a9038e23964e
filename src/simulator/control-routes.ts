import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { z } from 'zod'
import { send } from './answer.ts'
import { faultSchema } from './faults.ts'
import { priceFaultSchema } from './price-sources/price-faults.ts'
import { WEBHOOK_SPOILS, type WebhookSender } from './sender.ts'
import { createReport } from './report.ts'
import { ALL_SIMULATED } from './carmakers.ts'
import { bookOf, type World } from './world.ts'

/** A world clock that can be moved by hand. */
export interface Steppable {
  stepTo(instant: Date): void
}

/** What no carmaker has: the truth, the time and faults to order, under `/_simulator`. */
export function controlRoutes(world: World, steppable: Steppable | undefined, sender: WebhookSender): Router {
  const router = express.Router()
  router.use(express.json())
  router.get('/report', (_request, response) => {
    answer(response, 200, createReport(world))
  })
  router.get('/clock', (_request, response) => {
    answer(response, 200, { now: world.clock.now() })
  })
  router.post('/clock', async (request, response) => {
    if (!stepClock(world, steppable, request, response)) return
    // Whoever steps the world finds everything delivered that the step has brought about.
    await sender.deliver()
    answer(response, 200, { now: world.clock.now() })
  })
  router.post('/webhooks', async (request, response) => {
    const order = webhookOrderSchema.safeParse(request.body ?? {})
    if (!order.success) answer(response, 400, { error: z.prettifyError(order.error) })
    else answer(response, 200, { arrived: await sender.deliver(order.data.spoil) })
  })
  router.post('/permissions', (request, response) => {
    const change = permissionsSchema.safeParse(request.body)
    if (!change.success) {
      answer(response, 400, { error: z.prettifyError(change.error) })
      return
    }
    const { carmaker, login, scopes } = change.data
    const changed = bookOf(world, carmaker).changeScopes(login, scopes)
    world.save()
    answer(response, 200, { changed })
  })
  faultRoutes(router, '/faults', { schema: faultSchema, faults: world.faults })
  faultRoutes(router, '/price-faults', { schema: priceFaultSchema, faults: world.priceFaults })
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const badBody = error instanceof SyntaxError
    answer(response, badBody ? 400 : 500, {
      error: badBody ? 'The body is not JSON' : 'The simulator failed',
    })
  })
  return router
}

/** What a driver leaves ticked in the account at the carmaker, long after consenting. */
const permissionsSchema = z.strictObject({
  carmaker: z.enum(ALL_SIMULATED.map(([name]) => name)),
  login: z.string(),
  scopes: z.array(z.string()),
})

/** A round of webhooks, at once and, if asked for, with something wrong with it. */
const webhookOrderSchema = z.strictObject({ spoil: z.enum(WEBHOOK_SPOILS).optional() })

interface Armable<Fault> {
  readonly schema: z.ZodType<Fault>
  readonly faults: { arm(fault: Fault): void; armed(): readonly Fault[] }
}

/** GET lists the faults to come, POST orders one. */
function faultRoutes<Fault>(router: Router, path: string, { schema, faults }: Armable<Fault>): void {
  router.get(path, (_request, response) => {
    answer(response, 200, faults.armed())
  })
  router.post(path, (request, response) => {
    const fault = schema.safeParse(request.body)
    if (!fault.success) {
      answer(response, 400, { error: z.prettifyError(fault.error) })
      return
    }
    faults.arm(fault.data)
    answer(response, 200, faults.armed())
  })
}

/** @returns whether the clock was moved; if not, that is answered */
function stepClock(
  world: World,
  steppable: Steppable | undefined,
  request: Request,
  response: Response,
): boolean {
  const body = z.object({ now: z.coerce.date() }).safeParse(request.body)
  if (!body.success) {
    answer(response, 400, { error: 'Expected {"now": "<instant in ISO 8601>"}' })
    return false
  }
  const now = world.clock.now()
  if (steppable === undefined || body.data.now < now) {
    const error =
      steppable === undefined
        ? 'This clock cannot be moved'
        : `The clock shows ${now.toISOString()} and cannot go back`
    answer(response, 409, { error })
    return false
  }
  steppable.stepTo(body.data.now)
  world.save()
  return true
}

function answer(response: Response, status: number, body: unknown): void {
  send(response, { kind: 'json', status, body })
}
