import axios from 'axios'
import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { CarmakerName } from '../../src/carmakers/registry.ts'
import type { Coordinate } from '../../src/simulator/coordinates.ts'
import { smartcarClient } from '../../src/simulator/smartcar/client.ts'
import { telemetrySecret } from '../../src/simulator/tesla/client.ts'

/** What a spoilt message is made of: a connected car, an instant, and where nobody may learn that it was. */
export interface SpoiltParts {
  readonly vin: string
  readonly at: Date
  readonly position: Coordinate
}

interface Spoilt {
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: string
}

const JSON_TYPE = { 'content-type': 'application/json' }

/** What Fleet Telemetry has that tells a place or a way (`vehicle_data.proto` of teslamotors/fleet-telemetry). */
const PLACES = [
  ...['Location', 'OriginLocation', 'DestinationLocation', 'DestinationName', 'RouteLine', 'GpsHeading'],
  ...['LocatedAtHome', 'LocatedAtWork', 'LocatedAtFavorite', 'SuperchargerSessionTripPlanner'],
]

function inBase64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** Every digit as JSON may write it too: `\u0036\u0033…`. */
function escaped(text: string): string {
  return Array.from(text)
    .map((one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
    .join('')
}

/** Bodies that come under a carmaker's own secret, and none of which should: broken, or full of positions nobody asked for. */
const SPOILT: Readonly<Record<string, (parts: SpoiltParts) => Spoilt>> = {
  'cut off': (parts) => ({ body: whole(parts).slice(0, -9) }),
  'text after its end': (parts) => ({ body: `${whole(parts)} ${prose(parts)}` }),
  'a page': (parts) => ({ body: `<html><body>${prose(parts)}</body></html>` }),
  'a list of positions': ({ position }) => ({ body: JSON.stringify([position, position]) }),
  'position for VIN': (parts) => ({ body: record(parts, { vin: prose(parts) }) }),
  'position for instant': (parts) => ({ body: record(parts, { createdAt: prose(parts) }) }),
  'position for word of connectivity': (parts) => ({
    body: record(parts, { data: undefined, status: prose(parts) }),
  }),
  'names of values that are positions': (parts) => ({
    body: record(parts, { data: [{ key: prose(parts), value: { [prose(parts)]: parts.position } }] }),
  }),
  'positions for values that are read': ({ position, ...parts }) => ({
    body: record(
      { position, ...parts },
      {
        data: [
          { key: 'Soc', value: { locationValue: position, stringValue: String(position.latitude) } },
          {
            key: 'DetailedChargeState',
            value: { stringValue: prose({ position, ...parts }), locationValue: position },
          },
          { key: 'ACChargingPower', value: position },
        ],
      },
    ),
  }),
  'every value that tells a place, in every form': ({ position, ...parts }) => {
    const text = prose({ position, ...parts })
    const forms = [{ locationValue: position }, { stringValue: text }, { stringValue: inBase64(text) }]
    const data = PLACES.flatMap((key) => forms.map((value) => ({ key, value })))
    return { body: record({ position, ...parts }, { data }) }
  },
  'digits as escapes': (parts) => ({
    body: `{"vin":"${parts.vin}","createdAt":"${parts.at.toISOString()}","data":[{"key":"Location","value":{"stringValue":"${escaped(prose(parts))}"}}]}`,
  }),
  'numbers in base64': (parts) => ({ body: inBase64(whole(parts)) }),
  'another encoding': (parts) => ({ body: Buffer.from(whole(parts), 'utf16le') }),
  'another charset': (parts) => ({
    body: whole(parts),
    headers: { 'content-type': 'application/json; charset=utf-16' },
  }),
  compressed: (parts) => ({ body: gzipSync(whole(parts)), headers: { 'content-encoding': 'gzip' } }),
  'a form': (parts) => ({
    body: new URLSearchParams({ position: prose(parts) }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  'too large': (parts) => ({ body: `[${`${whole(parts)},`.repeat(600)}0]` }),
  'positions in headers and address': (parts) => ({
    body: whole(parts),
    headers: { 'x-position': prose(parts), 'user-agent': prose(parts) },
    query: `?lat=${String(parts.position.latitude)}&lon=${String(parts.position.longitude)}`,
  }),
}

function prose({ position: { latitude, longitude } }: SpoiltParts): string {
  return `(${latitude.toFixed(6)} N, ${longitude.toFixed(6)} E)`
}

function record(parts: SpoiltParts, changes: Readonly<Record<string, unknown>>): string {
  const { vin, at, position } = parts
  const data = [{ key: 'Location', value: { locationValue: position } }]
  return JSON.stringify({ data, createdAt: at.toISOString(), vin, isResend: false, ...changes })
}

function whole(parts: SpoiltParts): string {
  return record(parts, {})
}

export const SPOILT_KINDS = Object.keys(SPOILT).length

/** Delivers one message of every kind to a carmaker's address. @returns what was answered, headers and all */
export async function deliverSpoilt(
  { publicUrl, seed }: { readonly publicUrl: URL; readonly seed: string },
  carmaker: CarmakerName,
  parts: SpoiltParts,
): Promise<readonly string[]> {
  const answers: string[] = []
  for (const make of Object.values(SPOILT)) {
    const { body, headers = {}, query = '' } = make(parts)
    const signed = carmaker === 'tesla' ? bearerOf(seed) : signatureOf(seed, body)
    const options = { headers: { ...JSON_TYPE, ...signed, ...headers }, validateStatus: () => true }
    const address = new URL(`/webhooks/${carmaker}${query}`, publicUrl).href
    const answer = await axios.post<unknown>(address, body, { ...options, responseType: 'text' })
    answers.push(`${String(answer.status)} ${JSON.stringify(answer.headers)} ${String(answer.data)}`)
  }
  return answers
}

function bearerOf(seed: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${telemetrySecret(seed)}` }
}

function signatureOf(seed: string, body: string | Buffer): Readonly<Record<string, string>> {
  const { managementToken } = smartcarClient(seed)
  return { 'sc-signature': createHmac('sha256', managementToken).update(body).digest('hex') }
}
