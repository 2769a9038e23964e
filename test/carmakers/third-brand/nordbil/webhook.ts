import { createHmac, timingSafeEqual } from 'node:crypto'
import { countPositionFields, type CarmakerHooks } from '../../../../src/carmakers/position-fields.ts'
import {
  WEBHOOK_WINDOW_SECONDS,
  type ReceivedWebhook,
  type WebhookDelivery,
} from '../../../../src/carmakers/webhook.ts'
import { eventSchema } from './wire.ts'

export function receiveNordbilWebhook(
  secret: string,
  { body, header, receivedAt }: WebhookDelivery,
  hooks: CarmakerHooks,
): ReceivedWebhook {
  if (!isSigned(secret, body, header('x-nordbil-signature'))) return { kind: 'refused', because: 'signature' }
  const message = parsed(body)
  hooks.onRead?.({ positionFieldsDropped: countPositionFields(message) })
  const read = eventSchema.safeParse(message)
  if (!read.success) return { kind: 'refused', because: 'unreadable' }
  const { id: eventId, createdAt, event, vehicleId: reference } = read.data
  if (Math.abs(receivedAt.getTime() - createdAt) > WEBHOOK_WINDOW_SECONDS * 1000)
    return { kind: 'refused', because: 'too-old' }
  const kind = event === 'vehicle:updated' ? 'changed' : 'consent-needed'
  return { kind: 'push', eventId, reference, push: { kind } }
}

/** In constant time, over the bytes as they came. */
function isSigned(secret: string, body: Buffer, presented: string | undefined): boolean {
  const told = /^sha1=([0-9a-f]{40})$/.exec(presented ?? '')?.[1]
  if (told === undefined) return false
  return timingSafeEqual(createHmac('sha1', secret).update(body).digest(), Buffer.from(told, 'hex'))
}

/** The parser's own error quotes the body, so it ends here. */
function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
