import { sql, type Kysely } from 'kysely'

/** Ends a statement that writes under a claim, and all that it has written, where the claim no longer holds. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  await sql`create function require_lease(is_held boolean) returns void language plpgsql as $$
  begin
    if not is_held then
      raise exception 'claimed by another process' using errcode = 'LP001';
    end if;
  end $$`.execute(db)
}
