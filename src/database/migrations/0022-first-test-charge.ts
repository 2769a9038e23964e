import { sql, type Kysely } from 'kysely'

const STATEMENTS: readonly string[] = [
  `alter table vehicle add column first_test_at timestamptz`,
  `comment on column vehicle.first_test_at is 'when a test charge first began; null: never. Outlives what is kept of the test'`,
  `update vehicle set first_test_at =
    (select min(asked_at) from test_charge where test_charge.vehicle_id = vehicle.id)`,
  `alter table connection add column access_fault text`,
  `alter table connection add column access_fault_vehicle_id text references vehicle (id)`,
  `alter table connection add column access_fault_at timestamptz`,
  `comment on column connection.access_fault is 'why the carmaker refuses access; null: it does not'`,
  `comment on column connection.access_fault_vehicle_id is 'the car with which that was seen; its next reading clears it'`,
]

/** The first test charge of a vehicle begins by itself, only once; and a refusal by the carmaker is known when it is seen. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
