import type { Tables } from './schema.ts'

/** The one room that writes each table. Checked by `test/architecture`. */
export const TABLE_OWNERS: Readonly<Record<keyof Tables, string>> = {
  driver_key: 'keys',
  price_slot: 'prices',
  price_due: 'prices',
  site: 'sites',
  connection: 'connections',
  connection_due: 'connections',
  consent_event: 'connections',
  oauth_flow: 'connections',
  token: 'connections',
  vehicle: 'vehicles',
  vehicle_due: 'vehicles',
  vehicle_state: 'vehicles',
  charging_policy: 'vehicles',
  telemetry: 'vehicles',
  plan: 'control',
  intent: 'control',
  command: 'control',
  override: 'control',
  charging_session: 'sessions',
  session_energy: 'sessions',
}
