import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `create table decision (
    vehicle_id  text        not null references vehicle (id),
    ordinal     bigint      generated always as identity,
    decided_at  timestamptz not null,
    last_at     timestamptz not null check (last_at >= decided_at),
    passes      integer     not null default 1 check (passes >= 1),
    sameness    text        not null,
    knew        jsonb       not null,
    decided     jsonb       not null,
    next_due    timestamptz,
    command_id  text,
    primary key (vehicle_id, ordinal)
  )`,
  `comment on table decision is 'why a car was (not) charged: one row for each decision that differs from the one before'`,
  `comment on column decision.last_at is 'world time of the last pass that decided the same'`,
  `comment on column decision.passes is 'how many passes in a row decided the same'`,
  `comment on column decision.sameness is 'hash of what makes a decision another'`,
  `comment on column decision.command_id is 'the command that was sent; its answer is in the table command'`,
  // Compressed values could not be searched for canaries.
  `alter table decision alter column knew set storage external`,
  `alter table decision alter column decided set storage external`,
  `create index decision_last_at on decision (last_at)`,
  `create index decision_at on decision (vehicle_id, decided_at)`,
]

/** What each car's control knew and decided, for the driver and for support. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
