import { sql, type Kysely } from 'kysely'
import { CONNECTIONS } from './0001/connections.ts'
import { CONTROL } from './0001/control.ts'
import { VEHICLES } from './0001/vehicles.ts'

/** All tables of the first night. One statement at a time: the embedded engine takes no scripts. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of [...CONNECTIONS, ...VEHICLES, ...CONTROL]) await sql.raw(statement).execute(db)
}
