import { describe, expect, it, test } from 'vitest'
import { configuredCarmakers, configuredRunLimits } from '../../src/cli/configured-carmakers.ts'
import { createCarmakers } from '../../src/carmakers/registry.ts'
import { ConfigError } from '../../src/config/config-error.ts'
import { readConfiguration } from '../../src/cli/configuration.ts'
import type { Environment } from '../../src/config/settings.ts'

const rest = {
  DATABASE_URL: 'postgres://db.example/ladeplan',
  LADEPLAN_PUBLIC_URL: 'https://charging.example.no',
  LADEPLAN_RETURN_URL: 'https://app.example.no/connected',
  LADEPLAN_KEY_FILE: '/run/secrets/key',
  LADEPLAN_API_KEY: 'k'.repeat(32),
  LADEPLAN_CONTROLLER_NAME: 'Eksempelkraft AS',
  LADEPLAN_CONTROLLER_CONTACT: 'personvern@example.no',
}
const tesla = { TESLA_CLIENT_ID: 'client', TESLA_CLIENT_SECRET: 'tesla-secret' }
const smartcar = {
  SMARTCAR_CLIENT_ID: '8229df9f-91a0-4ff0-a1ae-a1f38ee24d07',
  SMARTCAR_CLIENT_SECRET: 'smartcar-secret',
}

describe('a server', () => {
  test.each([
    ['Tesla alone', tesla, ['tesla']],
    ['Smartcar alone', smartcar, ['smartcar']],
    ['both', { ...tesla, ...smartcar }, ['tesla', 'smartcar']],
  ] as const)('of %s starts with what that takes', (_, brands, names) => {
    expect(createCarmakers(configsOf({ ...rest, ...brands })).names).toEqual(names)
  })

  it.each([
    ['no carmaker', {}, ['TESLA_CLIENT_ID', 'TESLA_CLIENT_SECRET']],
    ['half a Tesla', { TESLA_CLIENT_ID: 'client' }, ['TESLA_CLIENT_SECRET']],
    ['half a Smartcar', { SMARTCAR_CLIENT_SECRET: 'secret' }, ['SMARTCAR_CLIENT_ID']],
    [
      'a Tesla and half a Smartcar',
      { ...tesla, SMARTCAR_CLIENT_ID: smartcar.SMARTCAR_CLIENT_ID },
      ['SMARTCAR_CLIENT_SECRET'],
    ],
    ['an id that is not one', { ...smartcar, SMARTCAR_CLIENT_ID: 'client' }, ['SMARTCAR_CLIENT_ID']],
    ['a mode that is not one', { ...smartcar, SMARTCAR_MODE: 'real' }, ['SMARTCAR_MODE']],
  ])('with %s does not, and says what is missing', (_, brands: Environment, names) => {
    expect(faultyNames({ ...rest, ...brands })).toEqual(names)
  })

  it('without any carmaker is told that one of either brand is enough', () => {
    expect(() => readConfiguration(rest)).toThrow(/SMARTCAR_CLIENT_ID and SMARTCAR_CLIENT_SECRET/)
  })

  it('sends drivers back to an address of their own for each brand, and shows no secret', () => {
    const { config, secrets } = readConfiguration({
      ...rest,
      ...smartcar,
      SMARTCAR_MANAGEMENT_TOKEN: 'management-token',
      SMARTCAR_MAX_STARTS: '1',
    })
    if (config.mode.kind !== 'server') throw new Error('Not a server')
    const { smartcar: made } = configuredCarmakers(config.mode, secrets, new URL(config.http.publicUrl))
    expect(made?.oauth.redirectUri).toBe('https://charging.example.no/callback/smartcar')
    expect(made?.managementToken).toBe('management-token')
    expect(configuredRunLimits(config.mode).smartcar?.maxStarts).toBe(1)
    expect(JSON.stringify({ config, secrets })).not.toMatch(/smartcar-secret|management-token/)
  })

  it('starts cars of a brand at most twice a night, for half an hour or more, unless told otherwise', () => {
    const unset = { maxStarts: 2, minimumRunMinutes: 30, startCost: 0.1 }
    expect(runLimitsOf({ ...rest, ...tesla })).toEqual({ tesla: unset })
    const changed = runLimitsOf({
      ...rest,
      ...tesla,
      TESLA_MAX_STARTS: '20',
      TESLA_MINIMUM_RUN_MINUTES: '0',
      TESLA_START_COST_NOK: '2.5',
    })
    const set = { maxStarts: 20, minimumRunMinutes: 0, startCost: 2.5 }
    expect(changed).toEqual({ tesla: set })
  })

  it('lets carmakers be reached without encryption on this machine alone', () => {
    const { tesla: made } = configsOf({ ...rest, ...tesla, TESLA_API_URL: 'http://127.0.0.1:8090' })
    expect(made?.apiBaseUrl).toBe('http://127.0.0.1:8090')
  })
})

function serverOf(environment: Environment) {
  const { config, secrets } = readConfiguration(environment)
  if (config.mode.kind !== 'server') throw new Error('Not a server')
  return { mode: config.mode, secrets }
}

function configsOf(environment: Environment) {
  const { mode, secrets } = serverOf(environment)
  return configuredCarmakers(mode, secrets, new URL(rest.LADEPLAN_PUBLIC_URL))
}

function runLimitsOf(environment: Environment) {
  return configuredRunLimits(serverOf(environment).mode)
}

function faultyNames(environment: Environment): readonly string[] {
  try {
    readConfiguration(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ name }) => name)
    throw error
  }
  return []
}
