import { createCarmakerHttp, type CarmakerAnswer, type CarmakerCall, type CarmakerHttp } from '../http.ts'
import type { CommandOutcome } from '../outcome.ts'
import type { Brand, Capabilities, CarmakerApi, ListedVehicle, Reading } from '../port.ts'
import { countingPositions, type CarmakerHooks } from '../position-fields.ts'
import { answerOrNothing, bearer, readBody } from '../read-body.ts'
import { outcomeOf, readError, refusedFrom } from './faults.ts'
import { createSmartcarOAuth, type SmartcarOAuthConfig } from './oauth.ts'
import type { ReceiveWebhook } from '../webhook.ts'
import { readingFrom } from './read-batch.ts'
import { SMARTCAR_RECIPE } from './recipe.ts'
import { createRequestShare, REFILL_SECONDS, type RequestShare, type Share } from './request-share.ts'
import { vinFrom } from './vin.ts'
import { receiveSmartcarWebhook } from './webhook.ts'
import { actionAnswerSchema, permissionsSchema, READ_PATHS, vehicleListSchema } from './wire.ts'

export interface SmartcarConfig {
  /** Vehicle API, e.g. `https://api.smartcar.com`. */
  readonly apiBaseUrl: string
  readonly oauth: SmartcarOAuthConfig
  /** Signs webhooks; without it none is taken. */
  readonly managementToken?: string | undefined
  /** Default 15 s: answers take 3 to 45 s, and a car's turn in the loop is not longer. */
  readonly timeoutMs?: number | undefined
}

/** What it can do differs by brand behind it; cars that cannot start and stop are not offered at consent. */
const CAPABILITIES: Capabilities = {
  startStop: true,
  limit: true,
  wake: false,
  amps: false,
  ownSchedule: false,
  push: true,
  separableLocationScope: true,
  separableGrants: false,
  // There is a signal for it, but it is granted with the position.
  atHomeFlag: false,
}

const VEHICLES = '/v2.0/vehicles'
const VEHICLE = '/v2.0/vehicles/{id}'
const VIN = `${VEHICLE}/vin`
const TIMEOUT_MS = 15_000
const PAGE = 50
const MOST_PAGES = 10

/**
 * Smartcar, API v2.0: one application, a pair of tokens per driver. Reads throw {@link CarmakerError}; so does a command
 * whose token was not accepted (401), as it was not tried. Everything else a command meets is an outcome.
 *
 * @throws TypeError for an address that would carry tokens in the clear.
 */
export function createSmartcar(config: SmartcarConfig, hooks: CarmakerHooks = {}): Brand {
  const timeoutMs = config.timeoutMs ?? TIMEOUT_MS
  const { onRequest } = hooks
  const plain = createCarmakerHttp({
    baseUrl: config.apiBaseUrl,
    timeoutMs,
    onRequest,
  })
  const calls: Calls = { http: countingPositions(plain, hooks), share: createRequestShare(hooks) }
  return {
    capabilities: CAPABILITIES,
    recipe: SMARTCAR_RECIPE,
    oauth: createSmartcarOAuth(
      config.oauth,
      {
        permissions: (accessToken) => sharedPermissions(calls, accessToken),
        disconnect: (accessToken) => disconnect(calls, accessToken),
      },
      { timeoutMs, onRequest },
    ),
    api: createApi(calls),
    receiveWebhook: receiverOf(config, hooks),
  }
}

function receiverOf({ managementToken }: SmartcarConfig, hooks: CarmakerHooks): ReceiveWebhook | undefined {
  if (managementToken === undefined) return undefined
  return (delivery) => receiveSmartcarWebhook(managementToken, delivery, hooks)
}

/** With whose token a request is sent, and from which share of the allowance it is taken. */
interface Sender {
  readonly accessToken: string
  readonly share: Share
}

interface Calls {
  readonly http: CarmakerHttp
  readonly share: RequestShare
}

function createApi(calls: Calls): CarmakerApi {
  return {
    listVehicles: (accessToken) => listVehicles(calls, accessToken),
    readChargeState: (accessToken, id) => readChargeState(calls, accessToken, id),
    readPermissions: (accessToken, id) => permissionsOf(calls, { accessToken, share: 'reads' }, id),
    // Nothing is sent: Smartcar wakes a car, where its brand can, with the command itself.
    wake: () => Promise.resolve({ kind: 'refused', because: 'vehicle_asleep' }),
    startCharging: (accessToken, id, purpose) => {
      const share = purpose === 'release' ? 'releases' : 'commands'
      return command(calls, { accessToken, share }, chargeCall(id, 'START'))
    },
    stopCharging: (accessToken, id) =>
      command(calls, { accessToken, share: 'commands' }, chargeCall(id, 'STOP')),
    setChargeLimit: (accessToken, id, limitPercent) =>
      command(calls, { accessToken, share: 'commands' }, limitCall(id, limitPercent)),
  }
}

async function listVehicles(calls: Calls, accessToken: string): Promise<readonly ListedVehicle[]> {
  const ids = await vehicleIds(calls, accessToken)
  return Promise.all(ids.map(async (id) => ({ reference: id, vin: await vinOf(calls, accessToken, id) })))
}

async function vinOf(calls: Calls, accessToken: string, id: string): Promise<string> {
  await calls.share.take('consents', VIN)
  const call: CarmakerCall = { method: 'GET', route: VIN, parameters: { id } }
  return vinFrom(VIN, await calls.http.call(authorized(call, accessToken)), id)
}

async function vehicleIds(calls: Calls, accessToken: string): Promise<readonly string[]> {
  const ids = new Set<string>()
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { limit: String(PAGE), offset: String(page * PAGE) }
    const call: CarmakerCall = { method: 'GET', route: VEHICLES, query }
    const answer = await ask(calls, { accessToken, share: 'consents' }, call)
    const { vehicles, paging } = readBody(vehicleListSchema, VEHICLES, answer)
    for (const id of vehicles) if (id !== null) ids.add(id)
    if ((page + 1) * PAGE >= paging.count) break
  }
  return [...ids]
}

/** Permissions are given car by car; what holds for all of them is what may be relied on. */
async function sharedPermissions(calls: Calls, accessToken: string): Promise<readonly string[]> {
  const ids = await vehicleIds(calls, accessToken)
  const each = await Promise.all(
    ids.map((id) => permissionsOf(calls, { accessToken, share: 'consents' }, id)),
  )
  return (each[0] ?? []).filter((permission) => each.every((granted) => granted.includes(permission)))
}

async function permissionsOf(calls: Calls, sender: Sender, id: string): Promise<readonly string[]> {
  const route = `${VEHICLE}/permissions`
  const told: string[] = []
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = page === 0 ? {} : { offset: String(told.length) }
    const answer = await ask(calls, sender, { method: 'GET', route, parameters: { id }, query })
    const { permissions, paging } = readBody(permissionsSchema, route, answer)
    told.push(...permissions)
    if (permissions.length === 0 || told.length >= paging.count) break
  }
  return [...new Set(told)]
}

/** All that the planner needs in one request, each part with its own status and age. */
async function readChargeState(calls: Calls, accessToken: string, id: string): Promise<Reading> {
  const route = `${VEHICLE}/batch`
  const body = JSON.stringify({ requests: READ_PATHS.map((path) => ({ path })) })
  const headers = { 'Content-Type': 'application/json' }
  const call: CarmakerCall = { method: 'POST', route, parameters: { id }, body, headers }
  await calls.share.take('reads', route)
  return readingFrom(route, await calls.http.call(authorized(call, accessToken)))
}

async function disconnect(calls: Calls, accessToken: string): Promise<void> {
  const route = `${VEHICLE}/application`
  for (const id of await vehicleIds(calls, accessToken)) {
    const call: CarmakerCall = { method: 'DELETE', route, parameters: { id }, answer: 'optional' }
    await calls.share.take('consents', route)
    const answer = await calls.http.call(authorized(call, accessToken))
    // One that is gone is disconnected.
    if (answer.status >= 300 && answer.status !== 404) throw readError(route, refusedFrom(answer))
  }
}

function chargeCall(id: string, action: 'START' | 'STOP'): CarmakerCall {
  return {
    method: 'POST',
    route: `${VEHICLE}/charge`,
    parameters: { id },
    body: JSON.stringify({ action }),
  }
}

/** A share of the whole, as reads have it. */
function limitCall(id: string, limitPercent: number): CarmakerCall {
  if (!Number.isInteger(limitPercent) || limitPercent < 50 || limitPercent > 100) {
    throw new RangeError(`A charge limit of ${String(limitPercent)} % is not one of 50 to 100 %`)
  }
  return {
    method: 'POST',
    route: `${VEHICLE}/charge/limit`,
    parameters: { id },
    body: JSON.stringify({ limit: limitPercent / 100 }),
  }
}

async function command(calls: Calls, sender: Sender, call: CarmakerCall): Promise<CommandOutcome> {
  const { accessToken, share } = sender
  if (!(await calls.share.mayTake(share)))
    return { kind: 'refused', because: 'not_sent', retryAfterSeconds: REFILL_SECONDS[share] }
  const headers = { 'Content-Type': 'application/json' }
  const answer = await answerOrNothing(calls.http, authorized({ ...call, headers }, accessToken))
  if (answer === undefined) return { kind: 'unknown' }
  if (answer.status >= 300) return outcomeOf(call.route, refusedFrom(answer))
  const accepted = actionAnswerSchema.safeParse(answer.body).success
  return accepted ? { kind: 'done', alreadySo: false } : { kind: 'unknown' }
}

async function ask(calls: Calls, sender: Sender, call: CarmakerCall): Promise<CarmakerAnswer> {
  const { accessToken, share } = sender
  await calls.share.take(share, call.route)
  const answer = await calls.http.call(authorized(call, accessToken))
  if (answer.status !== 200) throw readError(call.route, refusedFrom(answer))
  return answer
}

/** Units are asked for: without the header they are whatever the application has set elsewhere. */
function authorized(call: CarmakerCall, accessToken: string): CarmakerCall {
  return { ...call, headers: { ...call.headers, ...bearer(accessToken), 'sc-unit-system': 'metric' } }
}
