import { ORDINARY_RECIPE } from '../../../../src/carmakers/command-recipe.ts'
import { createCarmakerHttp, type CarmakerCall, type CarmakerHttp } from '../../../../src/carmakers/http.ts'
import type { OAuthApplication } from '../../../../src/carmakers/oauth/code-grant.ts'
import type { CommandOutcome } from '../../../../src/carmakers/outcome.ts'
import type { Brand, Capabilities, ListedVehicle, Reading } from '../../../../src/carmakers/port.ts'
import { countingPositions, type CarmakerHooks } from '../../../../src/carmakers/position-fields.ts'
import { answerOrNothing, bearer, readBody, readingOf } from '../../../../src/carmakers/read-body.ts'
import { readError, refusalFrom } from './faults.ts'
import { chargeStateFrom, outcomeFrom } from './map.ts'
import { createNordbilOAuth } from './oauth.ts'
import { receiveNordbilWebhook } from './webhook.ts'
import { actionSchema, vehicleListSchema, vehicleSchema } from './wire.ts'

export interface NordbilConfig {
  readonly apiBaseUrl: string
  readonly oauth: OAuthApplication
  /** Signs webhooks; without it none is taken. */
  readonly webhookSecret?: string | undefined
  readonly timeoutMs?: number | undefined
}

const CAPABILITIES: Capabilities = {
  startStop: true,
  limit: false,
  wake: false,
  amps: false,
  ownSchedule: false,
  push: true,
  separableLocationScope: true,
  separableGrants: true,
  atHomeFlag: false,
}

const VEHICLES = '/vehicles'
const VEHICLE = '/vehicles/{id}'
const CHARGING = '/vehicles/{id}/charging'

/** @throws TypeError for an address that would carry tokens in the clear. */
export function createNordbil(config: NordbilConfig, hooks: CarmakerHooks = {}): Brand {
  const { apiBaseUrl, oauth, webhookSecret, timeoutMs } = config
  const { onRequest } = hooks
  const http = countingPositions(createCarmakerHttp({ baseUrl: apiBaseUrl, timeoutMs, onRequest }), hooks)
  return {
    capabilities: CAPABILITIES,
    recipe: ORDINARY_RECIPE,
    oauth: createNordbilOAuth(oauth, { timeoutMs, onRequest }),
    api: {
      listVehicles: (accessToken) => listVehicles(http, accessToken),
      readChargeState: (accessToken, id) => readChargeState(http, accessToken, id),
      wake: () => Promise.resolve({ kind: 'refused', because: 'vehicle_asleep' }),
      startCharging: (accessToken, id) => command(http, accessToken, chargingCall(id, 'START')),
      stopCharging: (accessToken, id) => command(http, accessToken, chargingCall(id, 'STOP')),
    },
    receiveWebhook:
      webhookSecret === undefined
        ? undefined
        : (delivery) => receiveNordbilWebhook(webhookSecret, delivery, hooks),
  }
}

async function listVehicles(http: CarmakerHttp, accessToken: string): Promise<readonly ListedVehicle[]> {
  const answer = await http.call({ method: 'GET', route: VEHICLES, headers: bearer(accessToken) })
  if (answer.status !== 200) throw readError(VEHICLES, answer)
  const { data } = readBody(vehicleListSchema, VEHICLES, answer)
  return data.map(({ id, information: { vin } }) => ({ reference: id, vin }))
}

async function readChargeState(http: CarmakerHttp, accessToken: string, id: string): Promise<Reading> {
  const call: CarmakerCall = { method: 'GET', route: VEHICLE, parameters: { id } }
  const answer = await http.call({ ...call, headers: bearer(accessToken) })
  if (answer.status !== 200) throw readError(VEHICLE, answer)
  const vehicle = readBody(vehicleSchema, VEHICLE, answer)
  return vehicle.isReachable ? readingOf(chargeStateFrom(vehicle), VEHICLE) : { kind: 'asleep' }
}

function chargingCall(id: string, action: 'START' | 'STOP'): CarmakerCall {
  return { method: 'POST', route: CHARGING, parameters: { id }, body: JSON.stringify({ action }) }
}

async function command(http: CarmakerHttp, accessToken: string, call: CarmakerCall): Promise<CommandOutcome> {
  const headers = { 'Content-Type': 'application/json', ...bearer(accessToken) }
  const answer = await answerOrNothing(http, { ...call, headers })
  if (answer === undefined) return { kind: 'unknown' }
  if (answer.status >= 300) return refusalFrom(call.route, answer)
  const action = actionSchema.safeParse(answer.body)
  return action.success ? outcomeFrom(action.data) : { kind: 'unknown' }
}
