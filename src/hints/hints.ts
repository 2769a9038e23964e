/** Tokens per second and at once, both above zero. */
export interface RateLimit {
  readonly perSecond: number
  readonly burst: number
}

/**
 * What processes tell each other to be quicker or kinder, never to be right: losing all of it at any moment loses
 * nothing. No method throws or waits for a server that is gone.
 */
export interface Hints {
  /** Takes one token if the bucket has one. A bucket is new and full when first named. */
  takeToken(bucket: string, limit: RateLimit): Promise<boolean>
  /** Tells everyone who listens that there may be something to do. */
  wake(topic: string): Promise<void>
  /** Listens until the function returned is called. A listener that throws keeps nobody else from hearing. */
  onWake(topic: string, listener: () => void): () => void
  close(): Promise<void>
}
