import type { ChargeState } from './charge-state.ts'

/** What a carmaker sent by itself, before anything of it is believed. */
export interface WebhookDelivery {
  /** Byte for byte as it came: signatures are over bytes. */
  readonly body: Buffer
  readonly header: (name: string) => string | undefined
  /** World time. */
  readonly receivedAt: Date
}

/** What a carmaker tells of a car by itself. */
export type Push =
  | { readonly kind: 'state'; readonly state: ChargeState }
  /** Single values as they change, of which `billed` were sent. */
  | {
      readonly kind: 'signals'
      readonly at: Date
      readonly changes: Partial<ChargeState>
      readonly billed: number
      /** The car had them in store: history, told after what came later. */
      readonly isStored: boolean
    }
  /** The car opened its connection, or closed it: it is there to be told something, or sleeps or is out of reach. */
  | { readonly kind: 'reach'; readonly at: Date; readonly online: boolean }
  /** Something changed that the message does not tell enough of; worth a look at the car. */
  | { readonly kind: 'changed' }
  /** The carmaker says that the driver has to consent again. */
  | { readonly kind: 'consent-needed' }

/** Why a message is not believed. */
export type WebhookRefusal = 'signature' | 'unreadable' | 'too-old'

export type ReceivedWebhook =
  /** The carmaker asks whether the address is ours; the answer proves it. */
  | { readonly kind: 'challenge'; readonly answer: Readonly<Record<string, string>> }
  | { readonly kind: 'refused'; readonly because: WebhookRefusal }
  /** `eventId` is the same for every try to deliver the same event. */
  | {
      readonly kind: 'push'
      readonly eventId: string
      readonly reference: string
      readonly push: Push
      /** Until when a copy of it would be taken for fresh, if that is longer than {@link WEBHOOK_WINDOW_SECONDS}. */
      readonly freshUntil?: Date | undefined
    }

/** Judges a message: nothing of it is believed, or goes further, before its signature is. Never throws. */
export type ReceiveWebhook = (delivery: WebhookDelivery) => ReceivedWebhook

/** A message this much older, or newer, than our clock is taken for a replay. As Standard Webhooks advises. */
export const WEBHOOK_WINDOW_SECONDS = 300
