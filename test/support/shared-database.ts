import { sql } from 'kysely'
import type { Database, OpenDatabase } from '../../src/database/database.ts'
import { emptyTables } from '../../src/database/empty-tables.ts'
import { TABLE_OWNERS } from '../../src/database/table-owners.ts'

interface Kept {
  readonly opened: OpenDatabase
  /** Of the schema as it was opened. */
  readonly fingerprint: string
}

/** By engine. To open one takes longer than most suites do, so the suites of a process use it one after the other. */
const kept = new Map<string, Kept>()

/**
 * The database of an engine that all suites of this process share, with empty tables. A suite that leaves the schema other
 * than it found it has had the last of it: the next one gets a new database.
 */
export async function sharedDatabase(engine: string, open: () => Promise<OpenDatabase>): Promise<Database> {
  const before = kept.get(engine)
  if (before !== undefined && (await fingerprintOf(before.opened.db)) !== before.fingerprint) {
    kept.delete(engine)
    await before.opened.close()
  }
  const { opened } = kept.get(engine) ?? (await keep(engine, open))
  await emptyTables(opened.db)
  return opened.db
}

async function keep(engine: string, open: () => Promise<OpenDatabase>): Promise<Kept> {
  const opened = await open()
  const made = { opened, fingerprint: await fingerprintOf(opened.db) }
  kept.set(engine, made)
  return made
}

/** Everything a migration may change. */
async function fingerprintOf(db: Database): Promise<string> {
  const { rows } = await sql<{ fingerprint: string }>`
    with part (text) as (
      select concat_ws(' ', relname, attname, attnum, atttypid, attnotnull, pg_get_expr(adbin, adrelid))
      from pg_attribute
        join pg_class on pg_class.oid = attrelid and relnamespace = 'public'::regnamespace
        left join pg_attrdef on adrelid = attrelid and adnum = attnum
      union all
      select concat_ws(' ', conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
      union all
      select concat_ws(' ', tgenabled, pg_get_triggerdef(oid)) from pg_trigger where not tgisinternal
      union all
      select concat_ws(' ', indexdef) from pg_indexes where schemaname = 'public'
      union all
      select concat_ws(' ', proname, prosrc) from pg_proc where pronamespace = 'public'::regnamespace
    )
    select md5(string_agg(text, '|' order by text)) as fingerprint from part`.execute(db)
  return rows[0]?.fingerprint ?? ''
}

/**
 * Deletes every row, whoever refers to it: a tenth of what it takes to truncate tables that hold a few. What is deleted
 * still lies in the database's files. The next car is the first again, so that what it is looked at for does not hang on earlier tests.
 */
export async function deleteRows(db: Database): Promise<void> {
  const deletes = sql.join(
    Object.keys(TABLE_OWNERS).map((table) => sql`delete from ${sql.table(table)};`),
    sql` `,
  )
  // A replica trusts that whoever sends it changes has seen to references and triggers.
  await sql`do $$ begin
    set local session_replication_role = replica;
    ${deletes}
    perform setval(pg_get_serial_sequence('vehicle', 'ordinal'), 1, false);
  end $$`.execute(db)
}
