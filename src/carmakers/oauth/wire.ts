import { z } from 'zod'
import { opaqueSecret } from '../wire-values.ts'

/** RFC 6749 §5.1. `id_token` is dropped unread: nothing in it is needed, and it names the driver. */
export const tokenAnswerSchema = z.object({
  access_token: opaqueSecret,
  refresh_token: opaqueSecret.optional().catch(undefined),
  /** In whatever case (RFC 6749 §5.1). */
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().max(31_536_000).optional().catch(undefined),
  scope: z
    .string()
    .regex(/^[A-Za-z_:.\- ]{0,1000}$/)
    .optional()
    .catch(undefined),
})

/** RFC 6749 §4.1.2.1 and §5.2, RFC 7009 §2.2.1, and the brands' own words. */
const OAUTH_FAULTS = [
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
  'unsupported_token_type',
  'invalid_request',
  'invalid_scope',
  'access_denied',
  'server_error',
  'temporarily_unavailable',
  // Tesla
  'login_required',
  'invalid_auth_code',
  'invalid_redirect_url',
  // Smartcar Connect
  'configuration_error',
  'invalid_subscription',
  'no_vehicles',
  'vehicle_incompatible',
  'other',
] as const
export type OAuthFault = (typeof OAUTH_FAULTS)[number]
export const oauthFaultSchema = z.enum(OAUTH_FAULTS).catch('other')
export const oauthErrorSchema = z.object({ error: oauthFaultSchema }).catch({ error: 'other' })
