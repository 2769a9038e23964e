import {
  address,
  domain,
  origin,
  originList,
  pem,
  tcpPort,
  text,
  variables,
} from '../../config/env-fields.ts'
import { runLimitFields } from '../../config/env-run-limits.ts'
import { billVariables } from './api-prices.ts'

const starts = runLimitFields()

/** What connecting and commanding Teslas takes. */
export const teslaVariables = {
  TESLA_CLIENT_ID: text.optional().register(variables, {
    group: 'carmaker',
    about: 'Client id of the application registered with Tesla.',
    example: '0a1b2c3d-client-id',
    otherwise: 'Teslas cannot be connected',
  }),
  TESLA_CLIENT_SECRET: text.optional().register(variables, {
    group: 'carmaker',
    about: 'Client secret of the application registered with Tesla.',
    example: 'ta-secret.from-the-developer-portal',
    secret: true,
  }),
  TESLA_AUTHORIZE_URL: address.default('https://auth.tesla.com/oauth2/v3/authorize').register(variables, {
    group: 'carmaker',
    about: 'Where drivers consent.',
    example: 'https://auth.tesla.com/oauth2/v3/authorize',
  }),
  TESLA_TOKEN_URL: address
    .default('https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/token')
    .register(variables, {
      group: 'carmaker',
      about: 'Where codes and refresh tokens are exchanged.',
      example: 'https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/token',
    }),
  TESLA_ISSUER: address
    .default('https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/thirdparty')
    .register(variables, {
      group: 'carmaker',
      about: 'Issuer of the authorization server.',
      example: 'https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/thirdparty',
    }),
  TESLA_REVOCATION_URL: address.optional().register(variables, {
    group: 'carmaker',
    about: 'Where tokens are revoked (RFC 7009).',
    example: 'https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/revoke',
    otherwise: 'tokens are destroyed here only',
  }),
  TESLA_API_URL: origin.default('https://fleet-api.prd.eu.vn.cloud.tesla.com').register(variables, {
    group: 'carmaker',
    about: 'Fleet API of the region (Europe, Middle East and Africa), also the audience of tokens.',
    example: 'https://fleet-api.prd.eu.vn.cloud.tesla.com',
  }),
  TESLA_OTHER_API_URLS: originList.default([]).register(variables, {
    group: 'carmaker',
    about:
      'Fleet APIs of further regions in which the application is registered, separated by commas; tokens go to these hosts and no others.',
    example: 'https://fleet-api.prd.na.vn.cloud.tesla.com',
    otherwise: 'drivers of other regions cannot be served',
  }),
  TESLA_MAX_STARTS: starts.maxStarts,
  TESLA_MINIMUM_RUN_MINUTES: starts.minimumRunMinutes,
  TESLA_START_COST_NOK: starts.startCost,
  TESLA_COMMAND_URL: address.optional().register(variables, {
    group: 'carmaker',
    about: 'The proxy that signs commands (tesla-http-proxy); most cars obey nothing else.',
    example: 'https://tesla-proxy.internal.example.no:4443',
    otherwise: 'commands go to TESLA_API_URL unsigned, which cars before 2021 (Model S and X) accept',
  }),
  TESLA_TELEMETRY_SECRET: text.optional().register(variables, {
    group: 'carmaker',
    about: 'Under which your Fleet Telemetry server passes records on to POST /webhooks/tesla.',
    example: 'a-long-random-value',
    secret: true,
    otherwise: 'no records are taken',
  }),
  TESLA_TELEMETRY_HOST: domain.optional().register(variables, {
    group: 'carmaker',
    about: 'Your Fleet Telemetry server, to which cars are asked to stream; takes TESLA_COMMAND_URL as well.',
    example: 'telemetry.example.no',
    otherwise: 'no car is asked to stream',
  }),
  TESLA_TELEMETRY_PORT: tcpPort.default(443).register(variables, {
    group: 'carmaker',
    about: 'Port of your Fleet Telemetry server.',
    example: '443',
  }),
  TESLA_TELEMETRY_CA: pem.optional().register(variables, {
    group: 'carmaker',
    about: 'Certificates (PEM) by which cars know your Fleet Telemetry server; best given as a file.',
    example: '-----BEGIN CERTIFICATE-----',
    secret: true,
    otherwise: 'cars know it by a public authority',
  }),
  TESLA_KEY_DOMAIN: domain.optional().register(variables, {
    group: 'carmaker',
    about: 'Domain under which the public key is registered with Tesla; drivers add the key by it.',
    example: 'charging.example.no',
    otherwise: 'the host of LADEPLAN_PUBLIC_URL',
  }),
  ...billVariables,
}
