import express, { type Express, type Request, type Response } from 'express'
import { createServer } from 'node:http'
import { z } from 'zod'
import { SteppedClock } from '../../../src/base/clock.ts'
import { seededRandomness } from '../../../src/base/random.ts'
import { createFleet, type Fleet, type Member } from '../../../src/simulator/fleet.ts'
import { createGrants, type Grants, type TokenAnswer } from '../../../src/simulator/sign-in/grants.ts'
import type { SimulatedCar } from '../../../src/simulator/simulated-car.ts'
import { DUSK } from '../../simulator/support.ts'

export const APPLICATION = { clientId: 'ladeplan', clientSecret: 'a secret of Nordbil’s' }
export const REDIRECT_URI = 'http://127.0.0.1:8080/callback/nordbil'

/** A carmaker of the page's example, over cars of the simulator's. */
export interface SimulatedNordbil {
  readonly url: string
  readonly clock: SteppedClock
  readonly revocations: () => readonly { readonly login: string }[]
  close(): Promise<void>
}

interface Nordbil {
  readonly clock: SteppedClock
  readonly fleet: Fleet
  readonly grants: Grants
}

export async function openNordbil(cars: readonly SimulatedCar[]): Promise<SimulatedNordbil> {
  const clock = new SteppedClock(DUSK)
  const randomness = seededRandomness('nordbil')
  const rules = { accessSeconds: 7_200, refreshSeconds: 60 * 86_400, graceSeconds: 60 }
  const nordbil: Nordbil = {
    clock,
    fleet: createFleet(cars, 'nordbil', DUSK),
    grants: createGrants({
      randomness,
      rules: { ...rules, reuseEndsGrant: false, scopesStayInToken: false },
      mint: { access: () => randomness.id(), refresh: () => randomness.id() },
    }),
  }
  const server = createServer(appOf(nordbil))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.number() }).parse(server.address())
  const logins = cars.map(({ login }) => ({ login }))
  return {
    ...{ url: `http://127.0.0.1:${String(port)}`, clock },
    revocations: () => logins.filter(({ login }) => nordbil.grants.hasRevoked(login)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

function appOf(nordbil: Nordbil): Express {
  const app = express()
  app.use(express.urlencoded({ extended: false }), express.json())
  app.post('/authorize', (request, response) => {
    response.redirect(302, decide(nordbil, request))
  })
  app.post('/token', (request, response) => {
    const tokens = isApplication(request) ? tokensFor(nordbil, request.body) : undefined
    if (tokens === undefined) response.status(400).json({ error: 'invalid_grant' })
    else response.status(201).json(tokens)
  })
  app.post('/revoke', (request, response) => {
    const { token } = z.object({ token: z.string() }).parse(request.body)
    nordbil.grants.revokeToken(token, nordbil.clock.now())
    response.status(204).end()
  })
  app.get('/vehicles', (request, response) => {
    const cars = carsOf(nordbil, request)
    if (cars === undefined) refuse(response, 401)
    else response.json({ data: cars.map((car) => vehicleOf(nordbil, car)), pagination: { after: null } })
  })
  app.get('/vehicles/:id', (request, response) => {
    const car = carOf(nordbil, request)
    if (typeof car === 'number') refuse(response, car)
    else response.json(vehicleOf(nordbil, car))
  })
  app.post('/vehicles/:id/charging', (request, response) => {
    const car = carOf(nordbil, request)
    if (typeof car === 'number') refuse(response, car)
    else response.status(201).json(actionOf(nordbil, car, request.body))
  })
  return app
}

const askedSchema = z.object({
  redirect_uri: z.literal(REDIRECT_URI),
  client_id: z.literal(APPLICATION.clientId),
  scope: z.string(),
  state: z.string(),
  code_challenge: z.string(),
})

/** Where the driver goes from the page of sign-in and consent. */
function decide({ grants, clock }: Nordbil, { query, body }: Request): string {
  const asked = askedSchema.parse(query)
  const { login, decision } = z.object({ login: z.string(), decision: z.enum(['allow', 'deny']) }).parse(body)
  const back = new URL(asked.redirect_uri)
  back.searchParams.set('state', asked.state)
  const error = decision === 'deny' ? 'access_denied' : /^error-(.+)$/.exec(login)?.[1]
  if (error === undefined) {
    const allowed = { login, scopes: asked.scope.split(' '), redirectUri: asked.redirect_uri, vins: null }
    const code = grants.issueCode({ ...allowed, challenge: asked.code_challenge, nonce: null }, clock.now())
    back.searchParams.set('code', code)
  } else back.searchParams.set('error', error)
  return back.href
}

/** RFC 6749 §2.3.1: id and secret are encoded before they are joined. */
function isApplication({ headers }: Request): boolean {
  const [, encoded = ''] = (headers.authorization ?? '').split('Basic ')
  const pair = Buffer.from(encoded, 'base64').toString().split(':')
  const [id, secret] = pair.map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
  return id === APPLICATION.clientId && secret === APPLICATION.clientSecret
}

const formSchema = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('authorization_code'),
    ...{ code: z.string(), redirect_uri: z.string(), code_verifier: z.string() },
  }),
  z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string() }),
])

/** As some servers have it: created, in capitals, how long they live as text, and with what nobody asked for. */
function tokensFor({ grants, clock }: Nordbil, body: unknown): object | undefined {
  const form = formSchema.parse(body)
  const now = clock.now()
  const tokens: TokenAnswer | undefined =
    form.grant_type === 'refresh_token'
      ? grants.refresh(form.refresh_token, now)
      : grants.redeemCode(
          { code: form.code, redirectUri: form.redirect_uri, verifier: form.code_verifier },
          now,
        )
  return (
    tokens && {
      ...tokens,
      token_type: 'BEARER',
      expires_in: String(tokens.expires_in),
      of_tomorrow: { since: '59.91, 10.75' },
    }
  )
}

function carsOf({ grants, fleet, clock }: Nordbil, { headers }: Request): readonly Member[] | undefined {
  const grant = grants.check((headers.authorization ?? '').replace('Bearer ', ''), clock.now())
  return typeof grant === 'string' ? undefined : fleet.of(grant.login)
}

/** The car, or the status of a refusal. */
function carOf(nordbil: Nordbil, request: Request): Member | number {
  const cars = carsOf(nordbil, request)
  return cars === undefined ? 401 : (cars.find(({ id }) => String(id) === request.params['id']) ?? 404)
}

const STATES = {
  disconnected: 'UNPLUGGED',
  connected: 'PLUGGED_IN:STOPPED',
  starting: 'PLUGGED_IN:INITIALIZING',
  charging: 'PLUGGED_IN:CHARGING',
  complete: 'PLUGGED_IN:COMPLETE',
} as const

function vehicleOf({ fleet, clock }: Nordbil, member: Member): object {
  const view = fleet.view(member, clock.now())
  return {
    id: String(member.id),
    isReachable: !view.asleep,
    information: { vin: member.vin },
    chargeState: {
      powerDeliveryState: STATES[view.status],
      batteryLevel: Math.round(view.socPercent),
      chargeLimit: view.limitPercent,
      chargeRate: view.powerKw,
      batteryCapacity: member.car.spec.capacityKwh,
      lastUpdated: clock.now().toISOString(),
    },
    location: { latitude: 59.91, longitude: 10.75 },
  }
}

/** Nothing has happened yet when it is answered, unless nothing has to. */
function actionOf({ fleet, clock }: Nordbil, member: Member, body: unknown): object {
  const { action } = z.object({ action: z.enum(['START', 'STOP']) }).parse(body)
  const words = fleet.command(member, { kind: action === 'START' ? 'start' : 'stop' }, clock.now())
  const actionIn = (state: string, type?: string) => ({
    ...{ id: 'action-1', state, kind: action },
    failureReason: type === undefined ? null : { type, detail: 'near 59.91, 10.75' },
  })
  switch (words) {
    case 'ok':
      return actionIn('PENDING')
    case 'asleep':
      return actionIn('CANCELLED', 'UNREACHABLE')
    case 'disconnected':
      return actionIn('CANCELLED', 'NOT_PLUGGED_IN')
    case 'is_charging':
    case 'not_charging':
    case 'complete':
      return actionIn('CONFIRMED')
    default:
      return actionIn('FAILED', words)
  }
}

function refuse(response: Response, status: number): void {
  response.status(status).json({ type: 'about:blank', title: 'no', detail: 'near 59.91, 10.75' })
}
