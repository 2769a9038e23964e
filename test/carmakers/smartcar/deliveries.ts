import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const objectSchema = z.record(z.string(), z.json())

/** A recorded delivery, sent off at `deliveredAt`. */
export function recorded(
  name: string,
  deliveredAt: Date,
  changes: Record<string, z.core.util.JSONType> = {},
) {
  const text = readFileSync(new URL(`../../fixtures/smartcar/webhook-${name}.json`, import.meta.url), 'utf8')
  const message = objectSchema.parse(JSON.parse(text))
  const meta = objectSchema.parse(message['meta'])
  return { ...message, ...changes, meta: { ...meta, deliveredAt: deliveredAt.getTime() } }
}

export interface SignalFacts {
  readonly code: string
  readonly body: z.core.util.JSONType
  readonly at: Date
}

/** A `VEHICLE_STATE` of a few signals. */
export function stateOf(
  vehicleId: string,
  signals: readonly SignalFacts[],
  { eventId, deliveredAt }: { readonly eventId: string; readonly deliveredAt: Date },
) {
  return {
    eventId,
    eventType: 'VEHICLE_STATE',
    data: {
      vehicle: { id: vehicleId },
      signals: signals.map(({ code, body, at }) => ({ code, body, meta: { oemUpdatedAt: at.getTime() } })),
    },
    meta: { deliveredAt: deliveredAt.getTime(), mode: 'LIVE' },
  }
}

/** As Smartcar documents it: hexadecimal HMAC-SHA-256 of the bytes. */
export function signatureOf(token: string, body: string | Buffer): string {
  return createHmac('sha256', token).update(body).digest('hex')
}
