import type { Database, Trx } from '../database/database.ts'

/** The carmaker has shown which of its regions serves the driver of a connection. */
export async function saveRegion(db: Database | Trx, connectionId: string, region: string): Promise<void> {
  await db.updateTable('connection').set({ region }).where('id', '=', connectionId).execute()
}
