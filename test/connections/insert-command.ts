import { randomUUID } from 'node:crypto'
import type { Database } from '../../src/database/database.ts'

/** Tries to write a start command past everything but the database itself. @returns false if that has refused it */
export async function holdsConsent(
  db: Database,
  command: {
    readonly vehicleId: string
    readonly connectionId: string
    readonly sentAt: Date
    readonly epoch: number
  },
): Promise<boolean> {
  const { vehicleId, connectionId, sentAt, epoch } = command
  try {
    await db
      .insertInto('command')
      .values({
        ...{ id: randomUUID(), vehicle_id: vehicleId, connection_id: connectionId, epoch, attempt: 1 },
        ...{ kind: 'start', purpose: 'intent', sent_at: sentAt },
      })
      .execute()
    return true
  } catch (error) {
    if (error instanceof Error && error.message.includes('no live consent')) return false
    throw error
  }
}
