import type { Express, Request, Response } from 'express'
import { z } from 'zod'
import { MARKET_TIME_ZONE } from '../../base/local-time.ts'
import { CARMAKERS } from '../../carmakers/registry.ts'
import { listConnections } from '../../connections/connection-store.ts'
import { isConsentOpen } from '../../connections/consent-open.ts'
import { renderLandingPage } from '../../pages/landing-page.ts'
import { SANDBOX_STEPS, type SandboxStep } from '../../pages/page-frame.ts'
import { nothingHere } from '../answer-problem.ts'
import { beginFrom } from '../begin-connection.ts'
import type { HttpContext } from '../dependencies.ts'
import { admit } from '../door.ts'
import { required } from '../find.ts'
import { frameOf } from '../frame.ts'
import { landingDriver } from '../landing-view.ts'
import { route, type Handler } from '../route.ts'
import { SANDBOX_TARGETS, type Sandbox, type SandboxTarget } from '../sandbox.ts'
import { requireOwnForm } from '../security.ts'

/** The sandbox's front page and its hand on the clock. In server mode there is nothing under these addresses. */
export function sandboxRoutes(app: Express, context: HttpContext): void {
  const inSandbox =
    (handle: (sandbox: Sandbox, request: Request, response: Response) => Promise<void>): Handler =>
    (request, response) => {
      if (context.sandbox === null) return nothingHere(request)
      if (request.method === 'POST') requireOwnForm(request, context.publicUrl)
      return handle(context.sandbox, request, response)
    }
  route(app, '/', {
    get: inSandbox((sandbox, request, response) => showLanding(context, sandbox, { request, response })),
  })
  route(app, '/sandbox/connect', {
    // A link on the front page leads here; asking twice begins one connection only.
    get: inSandbox((sandbox, request, response) =>
      connect(context, sandbox, { given: request.query, request, response }),
    ),
    post: inSandbox((sandbox, request, response) =>
      connect(context, sandbox, { given: request.body, request, response }),
    ),
  })
  route(app, '/sandbox/advance', {
    post: inSandbox(async (sandbox, request, response) => {
      const { target, returnTo } = admit(advanceSchema, request.body ?? {})
      await sandbox.advance(target)
      response.redirect(303, ownPath(returnTo, context.publicUrl))
    }),
  })
  route(app, '/sandbox/restart', {
    post: inSandbox(async (sandbox, _request, response) => {
      await sandbox.restart()
      response.redirect(303, '/')
    }),
  })
}

async function showLanding(
  context: HttpContext,
  sandbox: Sandbox,
  { request, response }: { request: Request; response: Response },
): Promise<void> {
  const frame = frameOf(context, request, response)
  const drivers = await Promise.all(
    sandbox.drivers.map((driver) => landingDriver(context, driver, frame.language)),
  )
  const page = renderLandingPage({
    now: context.control.clock.now(),
    ...frame,
    timeZone: MARKET_TIME_ZONE,
    drivers,
    metricsUrl: '/metrics',
    restartUrl: '/sandbox/restart',
    priceCredit: { name: 'Forbrukerrådet', url: 'https://www.forbrukerradet.no' },
  })
  response.type('html').send(page)
}

const loginRule = 'expected the login of one of the drivers on the front page'
const login = z.string(loginRule).regex(/^[a-z0-9-]{1,40}$/, loginRule)
const connectSchema = z.strictObject({
  login,
  carmaker: z.enum(CARMAKERS, `expected one of: ${CARMAKERS.join(', ')}`).optional(),
  lang: z.string('expected a language').optional(),
})

/** Does what a retailer's app does: hands the driver over and sends the browser to the consent page. */
async function connect(
  context: HttpContext,
  sandbox: Sandbox,
  { given, request, response }: { given: unknown; request: Request; response: Response },
): Promise<void> {
  const asked = admit(connectSchema, given ?? {})
  const driver = required(
    'driver',
    sandbox.drivers.find((each) => each.login === asked.login),
  )
  const carmaker = required('carmaker', asked.carmaker ?? context.carmakers[0])
  const { language } = frameOf(context, request, response)
  const { db, clock } = context.control
  const begun = (await listConnections(db, { driverId: driver.driverId })).findLast(
    (one) => one.carmaker === carmaker && isConsentOpen(one, clock.now()),
  )
  const connection =
    begun ??
    (await beginFrom(context, {
      driverId: driver.driverId,
      carmaker,
      name: driver.name,
      email: driver.email,
      address: { postalCode: driver.postalCode, country: 'NO' },
      language,
      returnTo: Object.keys(context.returnAddresses)[0],
    }))
  const { url } = await context.links.consent(connection.id, language)
  response.redirect(303, url.href)
}

const STEPS: Readonly<Record<SandboxStep, SandboxTarget>> = {
  'plus-15-min': 'quarter-hour',
  'to-13': 'price-release',
  'to-ready-by': 'ready-by',
}
const targetRule = `expected one of: ${SANDBOX_TARGETS.join(', ')}`
const stepRule = `expected one of: ${SANDBOX_STEPS.join(', ')}`

/** Scripts name the target; the buttons of the banner send a step and the page they stand on. */
const advanceSchema = z
  .strictObject({
    target: z.enum(SANDBOX_TARGETS, targetRule).optional(),
    step: z.enum(SANDBOX_STEPS, stepRule).optional(),
    returnTo: z.string('expected a path of this service').optional(),
  })
  .transform(({ target, step, returnTo }, context) => {
    const wanted = target ?? (step === undefined ? undefined : STEPS[step])
    if (wanted !== undefined && (target === undefined || step === undefined))
      return { target: wanted, returnTo }
    const message = `${targetRule}, and no step beside it`
    context.issues.push({ code: 'custom', input: target, path: ['target'], message })
    return z.NEVER
  })

/** The front page, unless the path stays with us however a browser reads it. */
function ownPath(path: string | undefined, publicUrl: URL): string {
  if (path === undefined || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path)) return '/'
  const { origin, pathname, search } = new URL(path, publicUrl)
  // Without its dots `/..//elsewhere` is `//elsewhere`, which is another host.
  return origin === publicUrl.origin && !pathname.startsWith('//') ? `${pathname}${search}` : '/'
}
