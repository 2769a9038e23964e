import type { SignInBrand } from '../sign-in/brand.ts'
import { smartcarClient, smartcarGrants } from './client.ts'

/** What Smartcar Connect can be asked for, in the words its consent page uses. */
const PERMISSIONS = {
  read_vehicle_info: 'Know make, model, and year',
  read_vin: 'Read VIN',
  read_battery: 'Read EV battery capacity and state of charge',
  read_charge: 'Know whether vehicle is charging',
  control_charge: 'Start or stop your vehicle charging',
  read_location: 'Access location',
  read_charge_locations: 'Access previous charging locations and their associated charging configurations',
  read_odometer: 'Retrieve total distance traveled',
  read_user_profile: 'Read connected account profile information',
} as const

/** Smartcar Connect, under `/oauth/authorize`. */
export const SMARTCAR_SIGN_IN: SignInBrand = {
  label: 'Smartcar',
  clientId: ({ seed }) => smartcarClient(seed).clientId,
  grants: smartcarGrants,
  scopes: PERMISSIONS,
  fixedScopes: [],
  requiredPrefix: 'required:',
  chooseCar: true,
  errors: [
    'invalid_subscription',
    'configuration_error',
    'no_vehicles',
    'vehicle_incompatible',
    'server_error',
  ],
}
