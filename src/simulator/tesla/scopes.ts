import type { SignInBrand } from '../sign-in/brand.ts'
import { teslaClient, teslaGrants } from './client.ts'

/** What the carmaker can be asked for, in the words its consent page uses. */
const SCOPES = {
  openid: 'Sign in with your account',
  offline_access: 'Keep access while you are away, until you withdraw it',
  user_data: 'Profile: contact details, home address, picture',
  vehicle_device_data: 'Vehicle information: live data, service, ownership',
  vehicle_location: 'Vehicle location, precise and coarse',
  vehicle_cmds: 'Vehicle commands: unlock, wake up, remote start, drivers',
  vehicle_charging_cmds: 'Vehicle charging: start, stop and schedule, charging history',
  energy_device_data: 'Energy product information',
  energy_cmds: 'Energy product commands',
} as const

/** Tesla's sign-in, under `/oauth2/v3`. */
export const TESLA_SIGN_IN: SignInBrand = {
  label: 'Tesla',
  clientId: ({ seed }) => teslaClient(seed).clientId,
  grants: teslaGrants,
  scopes: SCOPES,
  fixedScopes: ['openid', 'offline_access'],
  chooseCar: false,
  errors: ['server_error', 'temporarily_unavailable', 'invalid_scope'],
}
