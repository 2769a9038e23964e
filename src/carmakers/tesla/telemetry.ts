import { addSeconds } from 'date-fns'
import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { ChargeState } from '../charge-state.ts'
import { countPositionFields, type CarmakerHooks } from '../position-fields.ts'
import { WEBHOOK_WINDOW_SECONDS, type Push, type ReceivedWebhook, type WebhookDelivery } from '../webhook.ts'
import { STATUS_OF } from './map.ts'
import { connectivityRecordSchema, telemetryRecordSchema, type WireSignal } from './telemetry-wire.ts'

/** What a car had in store while it was out of reach may be this old. */
const RESEND_SECONDS = 24 * 3600

/**
 * Judges one Fleet Telemetry record, as the retailer's telemetry server passes it on with the shared secret. Nothing is parsed
 * before the secret fits.
 */
export function receiveTelemetry(
  secret: string,
  { body, header, receivedAt }: WebhookDelivery,
  hooks: CarmakerHooks,
): ReceivedWebhook {
  const [, presented = ''] = /^Bearer ([\x21-\x7e]+)$/i.exec(header('authorization') ?? '') ?? []
  if (!timingSafeEqual(sha256(presented), sha256(secret))) return { kind: 'refused', because: 'signature' }
  const message = parseJson(body)
  hooks.onRead?.({ positionFieldsDropped: countPositionFields(message) })
  const record = recordSchema.safeParse(message)
  if (!record.success) return { kind: 'refused', because: 'unreadable' }
  if (!isFresh(record.data, receivedAt)) return { kind: 'refused', because: 'too-old' }
  const eventId = sha256(body).toString('hex')
  const { vin, createdAt } = record.data
  const freshUntil = isStored(record.data) ? addSeconds(createdAt, RESEND_SECONDS) : undefined
  return { kind: 'push', eventId, reference: vin, push: pushFrom(record.data), freshUntil }
}

const recordSchema = z.union([telemetryRecordSchema, connectivityRecordSchema])
type AnyRecord = z.infer<typeof recordSchema>

function pushFrom(record: AnyRecord): Push {
  const { createdAt: at } = record
  if ('status' in record) return { kind: 'reach', at, online: record.status === 'CONNECTED' }
  const signals = record.data.filter((signal) => signal !== null)
  const changes = changesFrom(signals)
  return { kind: 'signals', at, changes, billed: record.data.length, isStored: isStored(record) }
}

function isFresh(record: AnyRecord, receivedAt: Date): boolean {
  const age = (receivedAt.getTime() - record.createdAt.getTime()) / 1000
  return age >= -WEBHOOK_WINDOW_SECONDS && age <= (isStored(record) ? RESEND_SECONDS : WEBHOOK_WINDOW_SECONDS)
}

function isStored(record: AnyRecord): boolean {
  return 'isResend' in record && record.isResend
}

/** What the record tells of charging; a signal that it lacks, or that cannot be read, changes nothing. */
function changesFrom(signals: readonly WireSignal[]): Partial<ChargeState> {
  return signals.reduce<Partial<ChargeState>>(
    (changes, signal) => ({ ...changes, ...changeFrom(signal) }),
    {},
  )
}

function changeFrom(signal: WireSignal): Partial<ChargeState> {
  switch (signal.key) {
    case 'DetailedChargeState':
      return { status: STATUS_OF[signal.value] }
    case 'FastChargerPresent':
      return signal.value === null ? {} : { fastCharging: signal.value }
    case 'Soc':
      return signal.value === null ? {} : { socPercent: signal.value }
    case 'ChargeLimitSoc':
      return signal.value === null ? {} : { limitPercent: signal.value }
    case 'ACChargingPower':
      return signal.value === null ? {} : { powerKw: signal.value }
  }
}

function sha256(text: string | Buffer): Buffer {
  return createHash('sha256').update(text).digest()
}

/** The parser's own error quotes the body, so it ends here. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
