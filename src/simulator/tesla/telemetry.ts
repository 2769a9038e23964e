import axios from 'axios'
import type { CarView } from '../car-commands.ts'
import type { Member } from '../fleet.ts'
import type { WebhookSender, WebhookSpoil } from '../sender.ts'
import type { World } from '../world.ts'
import { telemetrySecret, teslaGrants } from './client.ts'
import type { StreamedFields } from './telemetry-config.ts'

const TIMEOUT_MS = 2_000
const LATE_MS = 3_600_000
/** Old software sends a position although nobody asked for it; here every so many records. */
const POSITION_EVERY = 5

interface Value {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

interface Stream {
  online: boolean
  /** What was last sent of each field, as JSON, and when. */
  readonly sent: Map<string, { readonly json: string; readonly at: number }>
  records: number
  /** A record that was overtaken by the next one. */
  heldBack: string | null
}

/**
 * The retailer's Fleet Telemetry server with the cars behind it: passes records on to one address under a shared secret, as
 * JSON (teslamotors/fleet-telemetry). A car sends a value that was asked for when it has changed and its interval has passed,
 * all of them when it has just opened its connection, and nothing while it sleeps.
 */
export function createTelemetrySender(world: World, address: string): WebhookSender {
  const secret = telemetrySecret(world.seed)
  const streams = new Map<string, Stream>()
  const deliverOne = async (member: Member, fields: StreamedFields, spoil?: WebhookSpoil) => {
    const stream = streams.get(member.vin) ?? newStream()
    streams.set(member.vin, stream)
    const bodies = recordsOf(world, member, { fields, stream, spoil })
    let arrived = 0
    for (const body of bodies) {
      const shown = spoil === 'forged' ? 'not the secret' : secret
      if (await send(address, body, shown)) arrived += 1
      if (spoil === 'twice') await send(address, body, shown)
    }
    return arrived
  }
  return {
    reset: () => {
      streams.clear()
    },
    async deliver(spoil) {
      let arrived = 0
      for (const member of world.state.fleet.members) {
        if (member.streams !== null && isConnected(world, member))
          arrived += await deliverOne(member, member.streams, spoil)
      }
      return arrived
    },
  }
}

function newStream(): Stream {
  return { online: false, sent: new Map(), records: 0, heldBack: null }
}

/** Revoking consent takes the settings from the car. */
function isConnected(world: World, { car }: Member): boolean {
  return !teslaGrants(world).hasRevoked(car.spec.login)
}

function recordsOf(
  world: World,
  member: Member,
  {
    fields,
    stream,
    spoil,
  }: { readonly fields: StreamedFields; readonly stream: Stream; readonly spoil: WebhookSpoil | undefined },
): readonly string[] {
  const now = world.clock.now()
  const createdAt = new Date(now.getTime() - (spoil === 'late' ? LATE_MS : 0)).toISOString()
  const view = world.state.fleet.view(member, now)
  const told: string[] = []
  if (stream.online === view.asleep) {
    stream.online = !view.asleep
    stream.sent.clear()
    const status = stream.online ? 'CONNECTED' : 'DISCONNECTED'
    told.push(JSON.stringify({ vin: member.vin, connectionId: `c-${member.vin}`, status, createdAt }))
  }
  const data = stream.online ? changed(valuesOf(member, view), { fields, stream, now }) : []
  if (data.length === 0) return told
  stream.records += 1
  if (stream.records % POSITION_EVERY === 0) data.push(...positions(world, stream.records / POSITION_EVERY))
  const record = JSON.stringify({ data, createdAt, vin: member.vin, isResend: false })
  return [...told, ...inOrder(stream, record, spoil)]
}

/** A record that is held back arrives after the one that follows it. */
function inOrder(stream: Stream, record: string, spoil: WebhookSpoil | undefined): readonly string[] {
  const { heldBack } = stream
  stream.heldBack = spoil === 'reordered' && heldBack === null ? record : null
  if (stream.heldBack !== null) return []
  return heldBack === null ? [record] : [record, heldBack]
}

function changed(
  values: readonly Value[],
  { fields, stream, now }: { readonly fields: StreamedFields; readonly stream: Stream; readonly now: Date },
): Value[] {
  return values.filter(({ key, value }) => {
    const interval = fields[key]?.interval_seconds
    const last = stream.sent.get(key)
    const json = JSON.stringify(value)
    const at = now.getTime()
    if (interval === undefined || last?.json === json) return false
    if (last !== undefined && at - last.at < interval * 1000) return false
    stream.sent.set(key, { json, at })
    return true
  })
}

function valuesOf(member: Member, view: CarView): readonly Value[] {
  return [
    {
      key: 'DetailedChargeState',
      value: { detailedChargeStateValue: `DetailedChargeState${WORDS[view.status]}` },
    },
    { key: 'Soc', value: { doubleValue: Math.round(view.socPercent * 10) / 10 } },
    { key: 'ChargeLimitSoc', value: { intValue: view.limitPercent } },
    { key: 'ACChargingPower', value: { doubleValue: Math.round(view.powerKw * 100) / 100 } },
    { key: 'FastChargerPresent', value: { booleanValue: member.car.spec.directCurrent === true } },
  ]
}

const WORDS = {
  disconnected: 'Disconnected',
  connected: 'Stopped',
  starting: 'Starting',
  charging: 'Charging',
  complete: 'Complete',
} as const satisfies Record<CarView['status'], string>

/** Two at a time, so that in the end every value that tells a place has come, in every form in which it comes. */
function positions({ pool }: World, turn: number): readonly Value[] {
  const text = (): object => ({ stringValue: pool.takeText() })
  switch (turn % 3) {
    case 0:
      return [valueOf('Location', { locationValue: pool.take() }), valueOf('DestinationName', text())]
    case 1:
      return [
        valueOf('OriginLocation', { locationValue: pool.take() }),
        valueOf('DestinationLocation', text()),
      ]
    default: {
      const route = Buffer.from(`${pool.takeText()};${pool.takeText()}`).toString('base64')
      return [valueOf('RouteLine', { stringValue: route }), valueOf('Location', text())]
    }
  }
}

function valueOf(key: string, value: object): Value {
  return { key, value: { ...value } }
}

async function send(address: string, body: string, secret: string): Promise<boolean> {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${secret}` }
  try {
    const options = { headers, timeout: TIMEOUT_MS, validateStatus: () => true, maxRedirects: 0 }
    return (await axios.post(address, body, options)).status === 200
  } catch {
    return false
  }
}
