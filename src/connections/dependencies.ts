import type { Clock } from '../base/clock.ts'
import type { Randomness } from '../base/random.ts'
import type { Carmaker, CarmakerName } from '../carmakers/registry.ts'
import type { Database } from '../database/database.ts'
import type { KeyEncryptionKey } from '../keys/key-encryption-key.ts'
import type { BusinessEvents } from '../observability/business-events.ts'

/** What the use cases of a driver's connection need. */
export interface ConnectionDependencies {
  readonly db: Database
  readonly clock: Clock
  /** What people at a browser live in: how long they may take to sign in is no matter of world time. */
  readonly processClock: Clock
  readonly randomness: Randomness
  readonly kek: KeyEncryptionKey
  readonly carmaker: (name: CarmakerName) => Carmaker
  readonly events: BusinessEvents
  /** Legal name of the retailer (GDPR Art. 4(7)), as the notice names it. */
  readonly controller: string
  /** Who receives data besides the carmaker, as the notice names them. */
  readonly recipients: readonly string[]
}
