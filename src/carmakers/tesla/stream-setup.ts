import type { CarmakerHttp } from '../http.ts'
import { readBody } from '../read-body.ts'
import type { Streaming } from '../streaming.ts'
import { teslaHeaders } from './headers.ts'
import { readError } from './faults.ts'
import { streamEndSchema, streamSetupSchema } from './wire.ts'

/** The retailer's Fleet Telemetry server, to which cars open their connections. */
export interface TelemetryServer {
  readonly hostname: string
  readonly port: number
  /** Certificates, PEM, by which cars know the server; left out where a public authority has signed it. */
  readonly ca?: string | undefined
}

const ROUTE = '/api/1/vehicles/fleet_telemetry_config'
const ROUTE_OF_CAR = '/api/1/vehicles/{vin}/fleet_telemetry_config'

/**
 * What is asked of a car: what a plan, its verification and the bill of a session need, and nothing that tells a place,
 * a route or a speed. A value is sent when it has changed and this long has passed; each is billed.
 */
export const STREAMED_FIELDS = {
  DetailedChargeState: { interval_seconds: 1 },
  Soc: { interval_seconds: 300 },
  ChargeLimitSoc: { interval_seconds: 60 },
  ACChargingPower: { interval_seconds: 300 },
  FastChargerPresent: { interval_seconds: 60 },
} as const

/**
 * Has a car stream its charge state. Asking again changes nothing. Goes through the signing proxy, which signs the settings
 * with our key (vehicle-command, `handleFleetTelemetryConfig`); a car that sleeps takes them when it wakes.
 *
 * @throws CarmakerError if Tesla does not tell what came of it
 */
export async function setUpStream(
  proxy: CarmakerHttp,
  server: TelemetryServer,
  { accessToken, vin }: { readonly accessToken: string; readonly vin: string },
): Promise<Streaming> {
  const { hostname, port, ca } = server
  const config = { hostname, port, ...(ca !== undefined && { ca }), fields: STREAMED_FIELDS }
  const answer = await proxy.call({
    method: 'POST',
    route: ROUTE,
    headers: teslaHeaders(accessToken),
    body: JSON.stringify({ vins: [vin], config }),
  })
  if (answer.status !== 200) throw readError(ROUTE, answer)
  const { response } = readBody(streamSetupSchema, ROUTE, answer)
  const { missing_key: unpaired, max_configs: full, ...others } = response.skipped_vehicles
  if (unpaired.includes(vin)) return 'needs_pairing'
  if (full.includes(vin)) return 'too_many_apps'
  const unsupported = Object.values(others).some((vins) => vins.includes(vin))
  return unsupported || response.updated_vehicles === 0 ? 'unsupported' : 'yes'
}

/**
 * Takes the settings from a car, which then streams to us no more. Needs no signature, and so no proxy. A car that is not there
 * has none.
 *
 * @throws CarmakerError if Tesla does not tell that it is done
 */
export async function endStream(
  http: CarmakerHttp,
  { accessToken, vin }: { readonly accessToken: string; readonly vin: string },
): Promise<void> {
  const route = ROUTE_OF_CAR
  const headers = teslaHeaders(accessToken)
  const answer = await http.call({ method: 'DELETE', route, parameters: { vin }, headers })
  if (answer.status === 404) return
  if (answer.status !== 200) throw readError(route, answer)
  readBody(streamEndSchema, route, answer)
}
