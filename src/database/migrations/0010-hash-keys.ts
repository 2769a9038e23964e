import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `create table hash_key (
    purpose      text  primary key,
    kek_id       text  not null,
    wrapped_key  bytea not null
  )`,
  `comment on table hash_key is
    'keys of keyed hashes under the key-encryption key: they outlive its change, since a hash cannot be wrapped anew'`,
  `create index driver_key_kek on driver_key (kek_id) where wrapped_key is not null`,
]

/** Keys of hashes, so that the key-encryption key can be changed. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
