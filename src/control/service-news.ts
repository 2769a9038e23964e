import type { Clock } from '../base/clock.ts'
import type { Database } from '../database/database.ts'
import { appendOnce } from '../events/outbox-store.ts'

interface Teller {
  readonly db: Database
  readonly clock: Clock
}

/** No worker has been heard since then. Every process may tell: the outbox has it once. */
export async function tellSilence({ db, clock }: Teller, since: Date): Promise<void> {
  const id = `service-silent-${String(since.getTime())}`
  const event = { type: 'service.silent', data: { since } } as const
  await db.transaction().execute((trx) => appendOnce(trx, { ...event, id, vehicleId: null, at: clock.now() }))
}

/** The first worker after a silence tells how long nobody looked after any car; whoever fell silent cannot. */
export async function tellReturn({ db, clock }: Teller, silence: { from: Date; to: Date }): Promise<void> {
  const id = `service-back-${String(silence.from.getTime())}`
  const event = { type: 'service.back', data: silence } as const
  await db.transaction().execute((trx) => appendOnce(trx, { ...event, id, vehicleId: null, at: clock.now() }))
}
