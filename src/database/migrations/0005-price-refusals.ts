import { sql, type Kysely } from 'kysely'

/** Documents of prices that were kept out: without a row, only the log could tell why a day is missing. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of PRICE_REFUSALS) await sql.raw(statement).execute(db)
}

const PRICE_REFUSALS: readonly string[] = [
  `create table price_refusal (
    id                bigint      primary key generated always as identity,
    zone              text        not null,
    day               text        not null check (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
    source            text        not null,
    code              text        not null check (code ~ '^[a-z-]{1,40}$'),
    found             text        not null check (length(found) <= 500),
    expected          text        not null check (length(expected) <= 500),
    first_refused_at  timestamptz not null,
    last_refused_at   timestamptz not null check (last_refused_at >= first_refused_at),
    times             integer     not null check (times > 0),
    ask_again_at      timestamptz not null,
    unique (zone, day, source, code, found)
  )`,
  `comment on table price_refusal is 'documents of prices that were kept out; dropped 90 days after the delivery day'`,
  `comment on column price_refusal.found is 'what was wrong, with the value and where; nothing else of the document'`,
  `comment on column price_refusal.times is 'how often the same was refused; something else is a row of its own'`,
  `comment on column price_refusal.ask_again_at is 'when the zone was to be asked about again'`,
  `create index price_refusal_day on price_refusal (day)`,
]
