/** What the carmaker can be asked for, in the words its consent page uses. */
export const SCOPES = {
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

/** Cannot be unticked: without them there is nothing to sign in to. */
export const FIXED_SCOPES: readonly string[] = ['openid', 'offline_access']

export function scopeText(scope: string): string | undefined {
  return Object.entries(SCOPES).find(([name]) => name === scope)?.[1]
}
