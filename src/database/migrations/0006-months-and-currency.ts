import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `create table site_month (
    site_id  text             not null references site (id),
    month    text             not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    kwh      double precision not null check (kwh >= 0),
    as_of    timestamptz      not null,
    primary key (site_id, month)
  )`,
  `comment on table site_month is 'what the retailer told that a metering point used in a local month; this month and the last'`,
  `comment on column site_month.as_of is 'kwh is of the month up to here'`,
  `create index site_month_month on site_month (month)`,
  `alter table session_energy rename column cost_nok to cost`,
  `comment on column session_energy.cost is 'in the currency of the site''s bidding zone'`,
]

/**
 * Schemes of the state end for the month above a consumption that only the retailer knows. And costs are in the currency of the site,
 * so that none of them is called after one. Processes of a former version have to be stopped first: they know the old name.
 */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
