import axios from 'axios'
import { createHmac } from 'node:crypto'
import { seededRandomness } from '../../base/random.ts'
import type { Member } from '../fleet.ts'
import type { WebhookSender, WebhookSpoil } from '../sender.ts'
import type { World } from '../world.ts'
import { smartcarClient, smartcarGrants } from './client.ts'
import { chargeOf } from './charge.ts'
import { vehicleIdOf } from './payload.ts'

/** A receiver that does not answer within this is tried again at the next round. */
const TIMEOUT_MS = 2_000
const MOST_TRIES = 3

interface Event {
  readonly id: string
  readonly what: string
  tries: number
}

/** Smartcar's messages to one address, signed with the management token. */
export function createWebhookSender(world: World, address: string): WebhookSender {
  const told = new Map<string, string>()
  const pending = new Map<string, Event>()
  let events = 0
  const deliverOne = async (member: Member, spoil?: WebhookSpoil): Promise<number> => {
    const what = whatOf(world, member)
    if (told.get(member.vin) === what) return 0
    const known = pending.get(member.vin)
    const event = known?.what === what ? known : { id: eventId(member, events++), what, tries: 0 }
    pending.set(member.vin, event)
    event.tries += 1
    const body = JSON.stringify(messageOf(world, member, { id: event.id, drift: events, spoil }))
    const arrived = await send(world, address, { body, spoil })
    if (spoil === 'twice') await send(world, address, { body, spoil })
    if (!arrived && event.tries < MOST_TRIES) return 0
    told.set(member.vin, what)
    return arrived ? 1 : 0
  }
  return {
    reset: () => {
      told.clear()
      pending.clear()
    },
    async deliver(spoil) {
      let arrived = 0
      for (const member of connectedCars(world)) arrived += await deliverOne(member, spoil)
      return arrived
    },
  }
}

function connectedCars(world: World): readonly Member[] {
  const { state } = world
  const live = smartcarGrants(world).state.grants.filter(({ revokedAt }) => revokedAt === null)
  return state.fleet.members.filter(({ vin, car }) =>
    live.some((grant) => grant.login === car.spec.login && (grant.vins?.includes(vin) ?? true)),
  )
}

/** What a message is worth sending for. */
function whatOf({ state, clock }: World, member: Member): string {
  const { status, socPercent } = state.fleet.view(member, clock.now())
  return `${status} ${String(Math.round(socPercent))}`
}

function eventId({ vin }: Member, number: number): string {
  return seededRandomness(`webhook:${vin}:${String(number)}`).id()
}

async function send(
  world: World,
  address: string,
  { body, spoil }: { readonly body: string; readonly spoil: WebhookSpoil | undefined },
): Promise<boolean> {
  const key = spoil === 'forged' ? 'not the token' : smartcarClient(world.seed).managementToken
  const signature = createHmac('sha256', key).update(body).digest('hex')
  const headers = { 'Content-Type': 'application/json', 'SC-Signature': signature }
  const options = { headers, timeout: TIMEOUT_MS, validateStatus: () => true, maxRedirects: 0 }
  try {
    return (await axios.post(address, body, options)).status === 200
  } catch {
    return false
  }
}

/** The shapes drift as real ones do: where triggers stand, what the fetching is called, whether success is told. */
function messageOf(
  world: World,
  member: Member,
  {
    id,
    drift,
    spoil,
  }: { readonly id: string; readonly drift: number; readonly spoil: WebhookSpoil | undefined },
): object {
  const now = world.clock.now().getTime()
  const triggers = [{ type: 'SIGNAL_UPDATED', signal: drift % 2 === 0 ? 'Charge.IsCharging' : SIGNAL }]
  const vehicle = { id: vehicleIdOf(member.vin), make: 'SIMULATED', model: member.car.spec.model, year: 2024 }
  const signals = signalsOf(world, member, drift)
  return {
    eventId: id,
    eventType: 'VEHICLE_STATE',
    ...(drift % 3 === 0 ? { vehicleId: vehicle.id } : {}),
    data: { user: { id: 'a-driver' }, vehicle, signals, ...(drift % 2 === 0 ? { triggers } : {}) },
    ...(drift % 2 === 0 ? {} : { triggers }),
    meta: {
      deliveryId: `${id}-1`,
      deliveredAt: spoil === 'late' ? now - 3_600_000 : now,
      mode: 'TEST',
      version: '4.0',
    },
  }
}

const SIGNAL = { name: 'IsCharging', code: 'charge-ischarging', group: 'Charge' }

function signalsOf(world: World, member: Member, drift: number): readonly object[] {
  const now = world.clock.now()
  const view = world.state.fleet.view(member, now)
  const { isPluggedIn, state } = chargeOf(view)
  const oemUpdatedAt = now.getTime()
  const meta =
    drift % 2 === 0 ? { oemUpdatedAt, fetchedAt: oemUpdatedAt } : { oemUpdatedAt, retrievedAt: oemUpdatedAt }
  const success = drift % 3 === 0 ? {} : { status: { value: 'SUCCESS' } }
  const signal = (code: string, body: object): object => ({ code, body, meta, ...success })
  return [
    signal('charge-ischargingcableconnected', { value: isPluggedIn }),
    signal('charge-detailedchargingstatus', { value: state }),
    signal('charge-ischarging', { value: state === 'CHARGING' }),
    signal('charge-chargelimits', { values: [], activeLimit: view.limitPercent, unit: 'percent' }),
    signal('charge-energyadded', { value: Math.round(view.energyAddedKwh * 100) / 100, unit: 'kWh' }),
    signal('charge-wattage', { value: Math.round(view.powerKw * 1000), unit: 'watts' }),
    signal('charge-isfastchargerpresent', { value: member.car.spec.directCurrent === true }),
    signal('tractionbattery-stateofcharge', { value: Math.round(view.socPercent), unit: 'percent' }),
    signal('tractionbattery-nominalcapacity', { capacity: member.car.spec.capacityKwh, unit: 'kWh' }),
    // Subscribed to in somebody's dashboard: nobody asked for it at consent.
    signal('location-preciselocation', { ...world.pool.take(), heading: 132 }),
  ]
}
