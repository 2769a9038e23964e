import { createCarmakerHttp } from '../http.ts'
import type { CarmakerAnswer, CarmakerHttp, CarmakerRequestEvent } from '../http.ts'
import type { CommandOutcome } from '../outcome.ts'
import type { Brand, Capabilities, CarmakerApi, ListedVehicle, Reading } from '../port.ts'
import { countingPositions, type CarmakerHooks } from '../position-fields.ts'
import { answerOrNothing, readBody, readingOf } from '../read-body.ts'
import { teslaHeaders } from './headers.ts'
import { readError, refusalFrom, saysAsleep } from './faults.ts'
import { readControllability } from './fleet-status.ts'
import { chargeStateFrom } from './map.ts'
import { createTeslaOAuth, type TeslaOAuthConfig } from './oauth.ts'
import { outcomeFromReason } from './reason.ts'
import type { ReceiveWebhook } from '../webhook.ts'
import { createRegions, refusingStrangers } from './regions.ts'
import { endStream, setUpStream, type TelemetryServer } from './stream-setup.ts'
import { receiveTelemetry } from './telemetry.ts'
import { TESLA_RECIPE } from './recipe.ts'
import {
  commandAnswerSchema,
  vehicleDataSchema,
  vehicleListSchema,
  vehicleSchema,
  type Bases,
} from './wire.ts'

export interface TeslaConfig {
  /** Fleet API of the region, e.g. `https://fleet-api.prd.eu.vn.cloud.tesla.com`; also the tokens' audience. */
  readonly apiBaseUrl: string
  /** Fleet APIs of other regions in which the application is registered too. No token goes anywhere else. */
  readonly otherApiBaseUrls?: readonly string[] | undefined
  /** The signing proxy, if commands go through one. Most cars accept nothing else. */
  readonly commandBaseUrl?: string | undefined
  /** Where the driver adds our key to the car: `https://tesla.com/_ak/<domain of the public key>`. */
  readonly pairingUrl?: string | undefined
  /** Under which Fleet Telemetry records are passed on to us; without it none is taken. */
  readonly telemetrySecret?: string | undefined
  /** Where cars stream to; without it, or without a signing proxy, none is asked to. */
  readonly telemetryServer?: TelemetryServer | undefined
  readonly oauth: TeslaOAuthConfig
  /** Default 10 s. */
  readonly timeoutMs?: number | undefined
}

/** Its own schedule needs latitude and longitude, and whether it is at home is told by position alone. */
const CAPABILITIES: Capabilities = {
  startStop: true,
  limit: false,
  wake: true,
  amps: false,
  ownSchedule: false,
  push: true,
  separableLocationScope: true,
  separableGrants: true,
  atHomeFlag: false,
}

const VEHICLES = '/api/1/vehicles'
const VEHICLE = '/api/1/vehicles/{vin}'
const MOST_PAGES = 20

/**
 * Tesla Fleet API. Reads throw {@link CarmakerError}; so does a command whose token was not accepted (401), as it was
 * not tried. Everything else a command meets is an outcome.
 *
 * @throws TypeError for an address that would carry tokens in the clear.
 */
export function createTesla(config: TeslaConfig, hooks: CarmakerHooks = {}): Brand {
  const { timeoutMs } = config
  const bases = basesOf(config)
  const { commandBaseUrl } = config
  const regions = createRegions(
    bases,
    (region) => httpFor(config, hooks, { baseUrl: region.address, region: region.name }),
    ({ name: region }, http) => {
      // The proxy finds the region by itself; should it not, its refusal is understood.
      const proxy =
        commandBaseUrl === undefined
          ? undefined
          : refusingStrangers(httpFor(config, hooks, { baseUrl: commandBaseUrl, region }), bases)
      return { ...createApi(http, proxy ?? http), setUpStream: streamSetterOf(config, proxy) }
    },
  )
  return {
    capabilities: CAPABILITIES,
    recipe: TESLA_RECIPE,
    oauth: createTeslaOAuth(config.oauth, config.apiBaseUrl, { timeoutMs, onRequest: hooks.onRequest }),
    api: regions.first,
    regions,
    receiveWebhook: receiverOf(config, hooks),
    pairingUrl: config.pairingUrl === undefined ? undefined : new URL(config.pairingUrl),
  }
}

/** For one region, by its own address or by that of a proxy to all. */
function httpFor(
  { timeoutMs }: TeslaConfig,
  hooks: CarmakerHooks,
  { baseUrl, region }: { readonly baseUrl: string; readonly region: string },
): CarmakerHttp {
  const onRequest = (event: CarmakerRequestEvent): void => hooks.onRequest?.({ ...event, region })
  return countingPositions(createCarmakerHttp({ baseUrl, timeoutMs, onRequest }), hooks)
}

function basesOf({ apiBaseUrl, otherApiBaseUrls = [] }: TeslaConfig): Bases {
  const plain = (url: string): string => url.replace(/\/+$/, '')
  return [plain(apiBaseUrl), ...otherApiBaseUrls.map(plain)]
}

function receiverOf({ telemetrySecret }: TeslaConfig, hooks: CarmakerHooks): ReceiveWebhook | undefined {
  if (telemetrySecret === undefined) return undefined
  return (delivery) => receiveTelemetry(telemetrySecret, delivery, hooks)
}

function streamSetterOf(
  { telemetryServer: server }: TeslaConfig,
  proxy: CarmakerHttp | undefined,
): CarmakerApi['setUpStream'] {
  if (server === undefined || proxy === undefined) return undefined
  return (accessToken, vin) => setUpStream(proxy, server, { accessToken, vin })
}

function createApi(reads: CarmakerHttp, commands: CarmakerHttp): CarmakerApi {
  return {
    listVehicles: (accessToken) => listVehicles(reads, accessToken),
    readChargeState: (accessToken, reference) => readChargeState(reads, accessToken, reference),
    readControllability: (accessToken, reference) => readControllability(reads, accessToken, reference),
    endStream: (accessToken, vin) => endStream(reads, { accessToken, vin }),
    wake: (accessToken, reference) => wake(reads, accessToken, reference),
    startCharging: (accessToken, reference) => command(commands, 'charge_start', accessToken, reference),
    stopCharging: (accessToken, reference) => command(commands, 'charge_stop', accessToken, reference),
  }
}

async function listVehicles(http: CarmakerHttp, accessToken: string): Promise<readonly ListedVehicle[]> {
  const vins = new Set<string>()
  let page: number | null = 1
  for (let read = 0; page !== null && read < MOST_PAGES; read++) {
    const query = { page: String(page), page_size: '100' }
    const answer = await http.call({
      method: 'GET',
      route: VEHICLES,
      query,
      headers: teslaHeaders(accessToken),
    })
    if (answer.status !== 200) throw readError(VEHICLES, answer)
    const list = readBody(vehicleListSchema, VEHICLES, answer)
    for (const { vin } of list.response) if (vin !== null) vins.add(vin)
    page = list.pagination.next
  }
  return [...vins].map((vin) => ({ reference: vin, vin }))
}

/** Asks Tesla first whether the car is online, which costs nothing and wakes nobody; only then the car itself. */
async function readChargeState(http: CarmakerHttp, accessToken: string, vin: string): Promise<Reading> {
  const headers = teslaHeaders(accessToken)
  const presence = await http.call({ method: 'GET', route: VEHICLE, parameters: { vin }, headers })
  if (presence.status === 408) return { kind: 'asleep' }
  if (presence.status !== 200) throw readError(VEHICLE, presence)
  const { state } = readBody(vehicleSchema, VEHICLE, presence).response
  if (state !== 'online') return { kind: state === 'asleep' ? 'asleep' : 'offline' }

  const route = `${VEHICLE}/vehicle_data`
  const query = { endpoints: 'charge_state' }
  const answer = await http.call({ method: 'GET', route, parameters: { vin }, query, headers })
  if (saysAsleep(answer)) return { kind: 'asleep', asked: true }
  if (answer.status !== 200) throw readError(route, answer)
  return readingOf(chargeStateFrom(readBody(vehicleDataSchema, route, answer).response.charge_state), route)
}

/** Asks the car to wake; it takes 10 to 40 s. Done means asked: `offline` in the answer is usual. */
async function wake(http: CarmakerHttp, accessToken: string, vin: string): Promise<CommandOutcome> {
  return post(http, { route: `${VEHICLE}/wake_up`, accessToken, vin }, (answer) => {
    const read = vehicleSchema.safeParse(answer.body)
    return read.success
      ? { kind: 'done', alreadySo: read.data.response.state === 'online' }
      : { kind: 'unknown' }
  })
}

async function command(
  http: CarmakerHttp,
  name: 'charge_start' | 'charge_stop',
  accessToken: string,
  vin: string,
): Promise<CommandOutcome> {
  return post(http, { route: `${VEHICLE}/command/${name}`, accessToken, vin }, (answer) => {
    const read = commandAnswerSchema.safeParse(answer.body)
    if (!read.success) return { kind: 'unknown' }
    const { result, reason } = read.data.response
    return result ? { kind: 'done', alreadySo: false } : outcomeFromReason(reason)
  })
}

async function post(
  http: CarmakerHttp,
  target: { readonly route: string; readonly accessToken: string; readonly vin: string },
  judge: (answer: CarmakerAnswer) => CommandOutcome,
): Promise<CommandOutcome> {
  const { route, accessToken, vin } = target
  const headers = teslaHeaders(accessToken)
  const answer = await answerOrNothing(http, {
    method: 'POST',
    route,
    parameters: { vin },
    headers,
    body: '{}',
  })
  if (answer === undefined) return { kind: 'unknown' }
  return answer.status === 200 ? judge(answer) : refusalFrom(route, answer)
}
