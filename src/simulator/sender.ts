/** What is wrong with a round of messages, to order. Only streams can be reordered: a message tells the whole state. */
export const WEBHOOK_SPOILS = ['forged', 'late', 'twice', 'reordered'] as const
export type WebhookSpoil = (typeof WEBHOOK_SPOILS)[number]

/** Whatever a carmaker sends by itself. */
export interface WebhookSender {
  /**
   * Sends a message for every connected car that is not as it was when its last message arrived.
   *
   * @returns how many arrived
   */
  deliver(spoil?: WebhookSpoil): Promise<number>
  /** Forgets what was sent: the world begins anew, and its time goes back. */
  reset(): void
}

/** All of them as one, in turn. */
export function together(senders: readonly WebhookSender[]): WebhookSender {
  return {
    reset: () => {
      for (const sender of senders) sender.reset()
    },
    async deliver(spoil) {
      let arrived = 0
      for (const sender of senders) arrived += await sender.deliver(spoil)
      return arrived
    },
  }
}
