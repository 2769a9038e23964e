import type { Express, Request, Response } from 'express'
import { z } from 'zod'
import { ConflictError } from '../../base/errors.ts'
import { CarmakerError } from '../../carmakers/carmaker-error.ts'
import { CARMAKERS, type CarmakerName } from '../../carmakers/registry.ts'
import { findConnection, type Connection } from '../../connections/connection-store.ts'
import { holdGrant } from '../../connections/hold-grant.ts'
import { FlowRefusedError, returnFromFlow } from '../../connections/oauth-flow.ts'
import {
  CONNECTION_FAILURES,
  renderConnectedPage,
  type ConnectionFailure,
  type ConnectionResult,
} from '../../pages/connected-page.ts'
import { completeConnection, type Callback } from '../../vehicles/complete-connection.ts'
import { listVehicles } from '../../vehicles/vehicle-store.ts'
import { bindingCookie } from '../cookies.ts'
import { careOf } from '../car-care.ts'
import type { HttpContext } from '../dependencies.ts'
import { isKeptBy } from '../../vehicles/kept-cars.ts'
import { required } from '../find.ts'
import { frameOf, localPath, pageParameters } from '../frame.ts'
import { returnAddress, type Outcome } from '../return-address.ts'
import { route } from '../route.ts'
import { visitOf } from '../visit.ts'

/** Where the carmaker sends the browser back to, and the clean address it is sent on to at once. */
export function callbackRoutes(app: Express, context: HttpContext): void {
  // An address of its own for each carmaker, so that none can answer for another (RFC 9700 §4.4.2.1).
  for (const carmaker of context.carmakers) {
    route(app, `/callback/${carmaker}`, {
      get: (request, response) => comeBack(context, carmaker, { request, response }),
    })
  }
  route(app, '/connected', { get: (request, response) => showResult(context, request, response) })
}

/** Every way out is a redirect: code and state must not stay in the address bar (RFC 9700 §4.2). */
async function comeBack(
  context: HttpContext,
  carmaker: CarmakerName,
  { request, response }: { readonly request: Request; readonly response: Response },
): Promise<void> {
  const { control, sandbox, links, publicUrl } = context
  const cookie = bindingCookie(publicUrl)
  const binding = cookie.read(request)
  const parameters = new URL(request.originalUrl, publicUrl).searchParams
  const callback = { carmaker, parameters, binding }
  const { traceId } = visitOf(response)
  try {
    const next = await (sandbox?.hasApp === false
      ? finish(context, callback)
      : backToApp(context, callback, traceId))
    cookie.clear(response)
    response.redirect(303, next.href)
  } catch (error) {
    // It was another sign-in that came back: the one that was begun last in this browser is still under way.
    if (!(error instanceof FlowRefusedError)) cookie.clear(response)
    const outcome = outcomeOf(error, parameters)
    if (outcome === 'unknown') control.events.somethingFailed({ where: `callback ${traceId}`, error })
    response.redirect(303, links.failed(outcome, { carmaker, reference: traceId }).href)
  }
}

/** Where the sandbox runs without an app nobody could confirm: the browser stands for its session. */
async function finish({ control, links }: HttpContext, callback: Callback): Promise<URL> {
  const { id } = await completeConnection(control, callback)
  control.wake()
  return links.connected(id)
}

/**
 * What was granted waits for the app's own session to confirm it; the app is told how the sign-in went, well or not.
 *
 * @throws FlowRefusedError if it is not known whose flow it was, and so not where to go back to
 */
async function backToApp(
  context: HttpContext,
  { carmaker, parameters, binding }: Callback,
  reference: string,
): Promise<URL> {
  const { control } = context
  const state = parameters.get('state') ?? ''
  const flow = await returnFromFlow(control, { carmaker, state, binding })
  const connection = flow.connection.id
  const to = (outcome: Outcome): URL => returnAddress(context, flow.connection, outcome)
  try {
    const confirmation = await holdGrant(control, flow, parameters, isKeptBy(control, carmaker))
    return to({ status: 'confirm', connection, confirmation })
  } catch (error) {
    const reason = outcomeOf(error, parameters)
    if (reason === 'unknown') control.events.somethingFailed({ where: `callback ${reference}`, error })
    if (reason === 'cancelled') return to({ status: 'cancelled', connection })
    return to({ status: 'failed', connection, reason, reference })
  }
}

function outcomeOf(error: unknown, parameters: URLSearchParams): 'cancelled' | ConnectionFailure {
  if (error instanceof FlowRefusedError) return 'link-expired'
  if (error instanceof ConflictError) return 'refused'
  if (!(error instanceof CarmakerError)) return 'unknown'
  // RFC 6749 §4.1.2.1
  if (parameters.get('error') === 'access_denied') return 'cancelled'
  if (error.code === 'scope-missing') return 'permission-missing'
  if (error.code === 'authorization-refused' || error.code === 'consent-revoked') return 'refused'
  return error.temporary ? 'temporary' : 'unknown'
}

const failedSchema = z.object({
  status: z.enum(['cancelled', ...CONNECTION_FAILURES]),
  carmaker: z.enum(CARMAKERS).optional().catch(undefined),
  reference: z.uuid().nullable().catch(null),
})

async function showResult(context: HttpContext, request: Request, response: Response): Promise<void> {
  const { link } = pageParameters(request)
  const failed = failedSchema.safeParse(request.query)
  const frame = frameOf(context, request, response)
  if (link === undefined && failed.success) {
    const { status, carmaker, reference } = failed.data
    const { lang } = pageParameters(request)
    const self = localPath(request.path, { status, carmaker, reference: reference ?? undefined, lang })
    const carmakerLabel = labelOf(context, carmaker)
    const result = failure(context, status, reference)
    response.type('html').send(renderConnectedPage({ ...frame, self, carmakerLabel, result }))
    return
  }
  const { control, links } = context
  const id = await links.open(['connected'], link)
  const connection = required('connection', await findConnection(control.db, id))
  const carmakerLabel = control.carmaker(connection.carmaker).label
  const result = await resultOf(context, connection)
  response.type('html').send(renderConnectedPage({ ...frame, carmakerLabel, result }))
}

/** Of the carmaker that a page is about, as long as it is one of ours: anybody may write such an address. */
function labelOf({ carmakers, control }: HttpContext, asked: CarmakerName | undefined): string {
  const carmaker = required('carmaker', carmakers.find((name) => name === asked) ?? carmakers[0])
  return control.carmaker(carmaker).label
}

async function resultOf(context: HttpContext, connection: Connection): Promise<ConnectionResult> {
  const { control, links } = context
  if (connection.state !== 'connected') return failure(context, 'link-expired', null)
  const [vehicle] = await listVehicles(control.db, { connectionId: connection.id })
  if (vehicle === undefined) return failure(context, 'no-vehicle', null)
  const care = await careOf(context, { connection, vehicle }, null)
  return { kind: 'connected', planUrl: (await links.plan(vehicle.id)).href, care }
}

/** In the sandbox one begins again at the front page; otherwise in the retailer's app, which has no address here. */
function failure(
  { sandbox }: HttpContext,
  status: 'cancelled' | ConnectionFailure,
  reference: string | null,
): ConnectionResult {
  const retryUrl = sandbox === null ? null : '/'
  if (status === 'cancelled') return { kind: 'cancelled', retryUrl }
  return { kind: 'failed', failure: status, retryUrl, reference }
}
