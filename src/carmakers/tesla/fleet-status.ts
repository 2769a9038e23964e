import type { Controllability } from '../controllability.ts'
import type { CarmakerHttp } from '../http.ts'
import { readBody } from '../read-body.ts'
import { teslaHeaders } from './headers.ts'
import { readError } from './faults.ts'
import { fleetStatusSchema } from './wire.ts'

const ROUTE = '/api/1/vehicles/fleet_status'

/**
 * Whether a car would obey: it has our virtual key, or is of an age that asks for none (before 2021 Model S and X). Does
 * not wake the car.
 *
 * @throws CarmakerError if Tesla does not tell
 */
export async function readControllability(
  http: CarmakerHttp,
  accessToken: string,
  vin: string,
): Promise<Controllability> {
  const answer = await http.call({
    method: 'POST',
    route: ROUTE,
    headers: teslaHeaders(accessToken),
    body: JSON.stringify({ vins: [vin] }),
  })
  if (answer.status !== 200) throw readError(ROUTE, answer)
  const { response } = readBody(fleetStatusSchema(vin), ROUTE, answer)
  const { key_paired_vins: paired, unpaired_vins: unpaired, vehicle_info: info } = response
  if (paired.includes(vin)) return 'yes'
  if (info[vin]?.vehicle_command_protocol_required === false) return 'yes'
  // A car in neither list is one that Tesla does not let us command at all.
  return unpaired.includes(vin) ? 'needs_pairing' : 'no'
}
