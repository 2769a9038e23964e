import { createHmac, timingSafeEqual } from 'node:crypto'
import { countPositionFields, type CarmakerHooks } from '../position-fields.ts'
import { WEBHOOK_WINDOW_SECONDS, type Push, type ReceivedWebhook, type WebhookDelivery } from '../webhook.ts'
import { chargeStateFrom, type SmartcarReport } from './map.ts'
import {
  deliverySchema,
  verificationSchema,
  type Delivery,
  type Signal,
  type SignalCode,
} from './webhook-wire.ts'

const SIGNATURE_HEADER = 'sc-signature'

/**
 * Judges one message to the webhook. Challenges need not be signed; everything else is, with the application management
 * token over the bytes of the body, and nothing of it is believed before that is so.
 *
 * @NOTE Whoever sends a challenge is given its signature. It is answered for single words alone, since a
 * challenge that could be a message would have us sign it.
 */
export function receiveSmartcarWebhook(
  managementToken: string,
  delivery: WebhookDelivery,
  hooks: CarmakerHooks,
): ReceivedWebhook {
  const { body, receivedAt } = delivery
  const isOurs = isSigned(managementToken, body, delivery.header(SIGNATURE_HEADER))
  const message = parseJson(body)
  const verification = verificationSchema.safeParse(message)
  if (verification.success) {
    const signature = sign(managementToken, verification.data.challenge).toString('hex')
    return { kind: 'challenge', answer: { challenge: signature } }
  }
  if (!isOurs) return { kind: 'refused', because: 'signature' }
  hooks.onRead?.({ positionFieldsDropped: countPositionFields(message) })
  const read = deliverySchema.safeParse(message)
  if (!read.success) return { kind: 'refused', because: 'unreadable' }
  if (!isFresh(read.data, receivedAt)) return { kind: 'refused', because: 'too-old' }
  const { eventId, data } = read.data
  return { kind: 'push', eventId, reference: data.vehicle.id, push: pushFrom(read.data) }
}

/** In constant time, whatever is presented. */
function isSigned(managementToken: string, body: Buffer, presented: string | undefined): boolean {
  if (presented === undefined || !/^[0-9a-f]{64}$/i.test(presented)) return false
  return timingSafeEqual(sign(managementToken, body), Buffer.from(presented, 'hex'))
}

function sign(managementToken: string, message: string | Buffer): Buffer {
  return createHmac('sha256', managementToken).update(message).digest()
}

/** The parser's own error quotes the body, so it ends here. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function isFresh({ meta: { deliveredAt } }: Delivery, receivedAt: Date): boolean {
  return deliveredAt !== null && Math.abs(receivedAt.getTime() - deliveredAt) <= WEBHOOK_WINDOW_SECONDS * 1000
}

function pushFrom({ eventType, data }: Delivery): Push {
  if (eventType === 'VEHICLE_ERROR') {
    // An error about a signal that we do not use is none of ours; some brands repeat those for ever.
    const ours = data.errors.filter(({ signals }) => signals.some((code) => code !== null))
    const isConsent = ours.some(({ resolution }) => resolution.type === 'REAUTHENTICATE')
    return { kind: isConsent ? 'consent-needed' : 'changed' }
  }
  return stateFrom(data.signals) ?? { kind: 'changed' }
}

const STATUS_SIGNALS = [
  'charge-ischargingcableconnected',
  'charge-detailedchargingstatus',
  'charge-ischarging',
] as const satisfies readonly SignalCode[]

/** @returns undefined if the signals do not tell what the car is doing, or not since when */
function stateFrom(signals: readonly Signal[]): Push | undefined {
  const given = new Map(signals.filter(isGiven).map((signal) => [signal.code, signal]))
  const times = STATUS_SIGNALS.map((code) => given.get(code)?.meta.oemUpdatedAt ?? null)
  const observedAt = Math.max(...times.filter((time) => time !== null))
  const isPluggedIn = told(given, 'charge-ischargingcableconnected', 'flag')
  if (!Number.isFinite(observedAt) || isPluggedIn === null) return undefined
  const state = chargeStateFrom({
    charge: { isPluggedIn, state: chargingWord(given) },
    observedAt,
    batteryAt: given.get('tractionbattery-stateofcharge')?.meta.oemUpdatedAt ?? observedAt,
    socPercent: told(given, 'tractionbattery-stateofcharge', 'percent'),
    limitPercent: told(given, 'charge-chargelimits', 'limit'),
    capacityKwh: told(given, 'tractionbattery-nominalcapacity', 'capacity'),
    powerKw: told(given, 'charge-wattage', 'kw'),
    energyAddedKwh: told(given, 'charge-energyadded', 'kwh'),
    fastCharging: told(given, 'charge-isfastchargerpresent', 'flag') === true,
  })
  return state.status === 'unknown' ? undefined : { kind: 'state', state }
}

type Given = ReadonlyMap<SignalCode | null, Signal>

function isGiven({ code, status }: Signal): boolean {
  return code !== null && status?.value !== 'ERROR'
}

function told<K extends keyof Signal>(given: Given, code: SignalCode, body: K): Signal[K] | null {
  return given.get(code)?.[body] ?? null
}

function chargingWord(given: Given): SmartcarReport['charge']['state'] {
  const detailed = told(given, 'charge-detailedchargingstatus', 'chargingStatus')
  if (detailed !== null) return detailed
  const isCharging = told(given, 'charge-ischarging', 'flag')
  if (isCharging === null) return 'unknown'
  return isCharging ? 'CHARGING' : 'NOT_CHARGING'
}
