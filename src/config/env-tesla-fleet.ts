import { address, domain, pem, tcpPort, text, variables } from './env-fields.ts'

/** What commanding Teslas takes beside sign-in. */
export const teslaFleetVariables = {
  TESLA_COMMAND_URL: address.optional().register(variables, {
    group: 'tesla',
    about: 'The proxy that signs commands (tesla-http-proxy); most cars obey nothing else.',
    example: 'https://tesla-proxy.internal.example.no:4443',
    otherwise: 'commands go to TESLA_API_URL unsigned, which cars before 2021 (Model S and X) accept',
  }),
  TESLA_TELEMETRY_SECRET: text.optional().register(variables, {
    group: 'tesla',
    about: 'Under which your Fleet Telemetry server passes records on to POST /webhooks/tesla.',
    example: 'a-long-random-value',
    secret: true,
    otherwise: 'no records are taken',
  }),
  TESLA_TELEMETRY_HOST: domain.optional().register(variables, {
    group: 'tesla',
    about: 'Your Fleet Telemetry server, to which cars are asked to stream; takes TESLA_COMMAND_URL as well.',
    example: 'telemetry.example.no',
    otherwise: 'no car is asked to stream',
  }),
  TESLA_TELEMETRY_PORT: tcpPort.default(443).register(variables, {
    group: 'tesla',
    about: 'Port of your Fleet Telemetry server.',
    example: '443',
  }),
  TESLA_TELEMETRY_CA: pem.optional().register(variables, {
    group: 'tesla',
    about: 'Certificates (PEM) by which cars know your Fleet Telemetry server; best given as a file.',
    example: '-----BEGIN CERTIFICATE-----',
    secret: true,
    otherwise: 'cars know it by a public authority',
  }),
  TESLA_KEY_DOMAIN: domain.optional().register(variables, {
    group: 'tesla',
    about: 'Domain under which the public key is registered with Tesla; drivers add the key by it.',
    example: 'charging.example.no',
    otherwise: 'the host of LADEPLAN_PUBLIC_URL',
  }),
}
