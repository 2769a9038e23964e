import { sql, type Kysely } from 'kysely'

/** How the commands of the last hour went is asked for the whole fleet, beside a year of commands that nobody asks for. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  await sql`create index command_sent on command (sent_at)`.execute(db)
}
