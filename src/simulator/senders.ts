import { createHash } from 'node:crypto'
import { createWebhookSender, type WebhookSender } from './smartcar/webhooks.ts'
import { createTelemetrySender } from './tesla/telemetry.ts'
import type { World } from './world.ts'

interface Addresses {
  readonly seed: string
  /** Of Smartcar's messages. */
  readonly webhookAddress?: string
  /** Of what Teslas stream. */
  readonly telemetryAddress?: string
}

/** Under which the telemetry server passes records on. */
export function telemetrySecret(seed: string): string {
  return createHash('sha256').update(`${seed}:telemetry`).digest('hex')
}

/** Whatever the carmakers send by themselves. */
export function createSender(
  world: World,
  { webhookAddress, telemetryAddress, seed }: Addresses,
): WebhookSender {
  const webhooks = webhookAddress === undefined ? undefined : createWebhookSender(world, webhookAddress)
  const telemetry =
    telemetryAddress === undefined
      ? undefined
      : createTelemetrySender(world, telemetryAddress, telemetrySecret(seed))
  return {
    reset: () => {
      webhooks?.reset()
      telemetry?.reset()
    },
    async deliver(spoil) {
      const arrived = (await webhooks?.deliver(spoil)) ?? 0
      return arrived + ((await telemetry?.deliver(spoil)) ?? 0)
    },
  }
}
