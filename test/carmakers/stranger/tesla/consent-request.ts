import { demand, demandParameters, one, type Answer } from '../strict-server.ts'
import { demandAuthorization, type Application } from '../oauth-demands.ts'

const known = new Set([
  'openid',
  'offline_access',
  'vehicle_device_data',
  'vehicle_charging_cmds',
  'vehicle_cmds',
  'vehicle_location',
  'user_data',
  'energy_device_data',
  'energy_cmds',
])

const authorizeShape = {
  required: ['response_type', 'client_id', 'redirect_uri', 'scope', 'state'],
  optional: [
    'nonce',
    'locale',
    'prompt',
    'prompt_missing_scopes',
    'require_requested_scopes',
    'show_keypair_step',
    'code_challenge',
    'code_challenge_method',
  ],
}

/** Scopes of an authorization request that keeps every rule (vehicle-apis §1.3 and §1.4). */
export function demandRequest(
  query: URLSearchParams,
  application: Application,
  refusal: Answer,
): readonly string[] {
  demandParameters(query, authorizeShape, refusal)
  demandAuthorization(query, application, refusal)
  const scopes = one(query, 'scope').split(' ')
  demand(
    scopes.every((scope) => known.has(scope)),
    'no scope beyond the contract',
    refusal,
  )
  demand(new Set(scopes).size === scopes.length, 'a scope once', refusal)
  demand(
    !scopes.some((scope) => scope === 'vehicle_location' || scope === 'user_data'),
    'no scope for positions or persons',
    refusal,
  )
  demand(scopes.includes('offline_access'), 'the scope without which there is no refresh token', refusal)
  return scopes
}
