import { inspect } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import { ConfigError } from '../../src/config/config-error.ts'
import { readConfiguration } from '../../src/cli/configuration.ts'
import { Secret } from '../../src/config/secrets.ts'
import type { Environment } from '../../src/config/settings.ts'

const PASSWORD = 'correct-horse-battery-staple'
const server = {
  DATABASE_URL: `postgresql://ladeplan:${PASSWORD}@db.example.no/ladeplan`,
  LADEPLAN_PUBLIC_URL: 'https://charging.example.no/',
  LADEPLAN_RETURN_URL: 'https://app.example.no/connected',
  LADEPLAN_KEY_FILE: '/run/secrets/key',
  LADEPLAN_API_KEY: 'k'.repeat(32),
  LADEPLAN_CONTROLLER_NAME: 'Eksempel Strøm AS',
  LADEPLAN_CONTROLLER_CONTACT: 'personvern@example.no',
  TESLA_CLIENT_ID: 'client',
  TESLA_CLIENT_SECRET: 'tesla-secret',
}

function refusal(environment: Environment, files: Readonly<Record<string, string>> = {}): ConfigError {
  try {
    readConfiguration(environment, reader(files))
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('The configuration was accepted')
}

function reader(files: Readonly<Record<string, string>>): (path: string) => string {
  return (path) => {
    if (files[path] !== undefined) return files[path]
    throw new Error(`ENOENT ${path}`)
  }
}

function faultyNames(environment: Environment): string[] {
  return refusal(environment).faults.map((fault) => fault.name)
}

describe('the sandbox', () => {
  it('needs nothing', () => {
    const { config, secrets } = readConfiguration({})
    expect(config).toEqual({
      mode: { kind: 'sandbox', simulatorPort: 8090, speed: 120, night: '2024-12-12', returnUrl: null },
      role: 'all',
      logLevel: 'info',
      http: { host: '127.0.0.1', port: 8080, publicUrl: 'http://localhost:8080' },
      database: { kind: 'embedded', directory: '.ladeplan' },
      hints: { kind: 'memory' },
      keyFile: '.ladeplan/key',
      controller: { name: 'Eksempelkraft AS', contact: 'personvern@eksempelkraft.example', recipients: [] },
    })
    expect(Object.values(secrets).every((secret) => secret === null)).toBe(true)
  })

  it('takes empty and blank values as not set', () => {
    expect(readConfiguration({ DATABASE_URL: '', TESLA_CLIENT_ID: '  ', PORT: '' }).config.mode.kind).toBe(
      'sandbox',
    )
  })

  it('keeps its own settings, trimmed', () => {
    const { config } = readConfiguration({
      PORT: ' 9000 ',
      LADEPLAN_SANDBOX_SPEED: '1',
      LADEPLAN_DATA_DIRECTORY: '/d',
    })
    expect(config.http).toEqual({ host: '127.0.0.1', port: 9000, publicUrl: 'http://localhost:9000' })
    expect(config.mode).toMatchObject({ speed: 1 })
    expect(config.keyFile).toBe('/d/key')
  })
})

describe('server mode', () => {
  it('starts when everything is there', () => {
    const { config, secrets } = readConfiguration({
      ...server,
      REDIS_URL: 'redis://r:6379',
      LADEPLAN_RECIPIENTS: 'A, B,',
    })
    expect(config.mode.kind).toBe('server')
    expect(config.http).toEqual({ host: '0.0.0.0', port: 8080, publicUrl: 'https://charging.example.no' })
    expect(config.database).toEqual({ kind: 'postgres' })
    expect(config.hints).toEqual({ kind: 'redis' })
    expect(config.controller.recipients).toEqual(['A', 'B'])
    expect(secrets.databaseUrl?.reveal()).toBe(server.DATABASE_URL)
    expect(secrets.carmakers?.['TESLA_CLIENT_SECRET']?.reveal()).toBe('tesla-secret')
  })

  it('runs one process on the embedded database when a directory is named', () => {
    const { config } = readConfiguration({
      ...server,
      DATABASE_URL: undefined,
      LADEPLAN_DATA_DIRECTORY: '/var/lib/ladeplan',
    })
    expect(config.database).toEqual({ kind: 'embedded', directory: '/var/lib/ladeplan' })
  })

  test.each(Object.keys(server))('lists all that is missing beside %s, at once', (name) => {
    const only = Object.fromEntries(Object.entries(server).filter(([key]) => key === name))
    const missing = Object.keys(server).filter((key) => key !== name)
    expect(faultyNames(only).toSorted()).toEqual(missing.toSorted())
  })

  it('reports missing, invalid, contradictory and misspelt variables together, each with a remedy', () => {
    const error = refusal({
      TESLA_CLIENT_ID: 'client',
      PORT: 'eighty',
      LADEPLAN_PUBLIC_URL: 'http://charging.example.no',
      REDIS_URL: 'redis://r:6379',
      LADEPLAN_KEYFILE: '/run/secrets/key',
      LADEPLAN_SANDBOX_SPEED: '60',
    })
    expect(error.message).toMatchInlineSnapshot(`
      "Ladeplan cannot start: 12 faults in the configuration.
        LADEPLAN_KEYFILE is not a variable Ladeplan knows
          Unset it, or correct its name: LADEPLAN_KEY_FILE is the nearest.
        DATABASE_URL is missing: LADEPLAN_PUBLIC_URL is set, and with it server mode
          Set it to a PostgreSQL, or set LADEPLAN_DATA_DIRECTORY to run one process on the embedded database.
        REDIS_URL is set but DATABASE_URL is not: several processes cannot share the embedded database
          Set DATABASE_URL, or unset REDIS_URL.
        LADEPLAN_SANDBOX_SPEED belongs to the sandbox, but this is a server (given: "60")
          Unset LADEPLAN_SANDBOX_SPEED.
        TESLA_CLIENT_SECRET is missing: the other half of the brand is set
          Client secret of the application registered with Tesla. For example TESLA_CLIENT_SECRET=ta-secret.from-the-developer-portal
        PORT is not valid: expected a port (given: "eighty")
          Port on which the service listens. For example PORT=8080
        LADEPLAN_PUBLIC_URL is not valid: expected https (http only on this machine) (given: "http://charging.example.no")
          Address at which drivers reach the service; carmakers send them back to it. For example LADEPLAN_PUBLIC_URL=https://charging.example.no
        LADEPLAN_RETURN_URL is missing: LADEPLAN_PUBLIC_URL is set, and with it server mode
          Address in the app to which a driver comes back from the carmaker, with what came of it; the app then confirms the connection. For example LADEPLAN_RETURN_URL=https://app.example.no/charging/connected
        LADEPLAN_KEY_FILE is missing: LADEPLAN_PUBLIC_URL is set, and with it server mode
          File with the key that wraps every driver key: 32 bytes as base64url, readable by the service alone. For example LADEPLAN_KEY_FILE=/run/secrets/ladeplan-key
        LADEPLAN_API_KEY is missing: LADEPLAN_PUBLIC_URL is set, and with it server mode
          Key that the retailer's back end presents; at least 32 characters. For example LADEPLAN_API_KEY=(32 random characters)
        LADEPLAN_CONTROLLER_NAME is missing: LADEPLAN_PUBLIC_URL is set, and with it server mode
          Who answers for the data; named in the consent notice. For example LADEPLAN_CONTROLLER_NAME=Eksempel Strøm AS
        LADEPLAN_CONTROLLER_CONTACT is missing: LADEPLAN_PUBLIC_URL is set, and with it server mode
          Whom a driver may ask about their data; shown in the consent notice. For example LADEPLAN_CONTROLLER_CONTACT=personvern@example.no"
    `)
    expect(error.faults.every((fault) => fault.remedy !== '')).toBe(true)
  })

  test.each<[string, Environment, string]>([
    ['Redis without PostgreSQL', { DATABASE_URL: undefined, REDIS_URL: 'redis://r' }, 'REDIS_URL'],
    [
      'a worker on the embedded database',
      { DATABASE_URL: undefined, LADEPLAN_ROLE: 'worker' },
      'LADEPLAN_ROLE',
    ],
    ['two databases', { LADEPLAN_DATA_DIRECTORY: '/d' }, 'LADEPLAN_DATA_DIRECTORY'],
    ['a setting of the sandbox', { LADEPLAN_SANDBOX_NIGHT: '2024-12-12' }, 'LADEPLAN_SANDBOX_NIGHT'],
    ['a short API key', { LADEPLAN_API_KEY: 'short' }, 'LADEPLAN_API_KEY'],
    ['a public address with a path', { LADEPLAN_PUBLIC_URL: 'https://a.example/x' }, 'LADEPLAN_PUBLIC_URL'],
    ['a public address with a user', { LADEPLAN_PUBLIC_URL: 'https://u:p@a.example' }, 'LADEPLAN_PUBLIC_URL'],
    ['a carmaker reached without encryption', { TESLA_API_URL: 'http://a.example' }, 'TESLA_API_URL'],
    ['a database that is not PostgreSQL', { DATABASE_URL: 'mysql://a' }, 'DATABASE_URL'],
    ['a port out of range', { PORT: '65536' }, 'PORT'],
    ['more starts than a night has room for', { TESLA_MAX_STARTS: '21' }, 'TESLA_MAX_STARTS'],
    ['half a start', { TESLA_MAX_STARTS: '1.5' }, 'TESLA_MAX_STARTS'],
    ['a run of less than nothing', { TESLA_MINIMUM_RUN_MINUTES: '-1' }, 'TESLA_MINIMUM_RUN_MINUTES'],
    ['a start dearer than 10 NOK', { TESLA_START_COST_NOK: '10.01' }, 'TESLA_START_COST_NOK'],
    ['a role nobody knows', { LADEPLAN_ROLE: 'boss' }, 'LADEPLAN_ROLE'],
  ])('refuses %s', (_, changes, name) => {
    expect(faultyNames({ ...server, ...changes })).toContain(name)
  })

  it('reports limits on runs that are out of range together with everything else', () => {
    const error = refusal({
      ...server,
      PORT: 'eighty',
      TESLA_MAX_STARTS: '0',
      TESLA_MINIMUM_RUN_MINUTES: '241',
      TESLA_START_COST_NOK: '0,10',
    })
    expect(error.faults.map(({ name, problem, value }) => `${name} ${problem} (${value ?? ''})`)).toEqual([
      'PORT is not valid: expected a port (eighty)',
      'TESLA_MAX_STARTS is not valid: expected 1 to 20 (0)',
      'TESLA_MINIMUM_RUN_MINUTES is not valid: expected 0 to 240 (241)',
      'TESLA_START_COST_NOK is not valid: expected a number (0,10)',
    ])
  })

  it('keeps line breaks of a value out of the message', () => {
    const error = refusal({ ...server, LADEPLAN_ROLE: 'all\nLadeplan is ready' })
    expect(error.message).not.toContain('\nLadeplan is ready')
  })
})

describe('secrets', () => {
  it('may come from a file', () => {
    const environment = { ...server, TESLA_CLIENT_SECRET: undefined, TESLA_CLIENT_SECRET_FILE: '/s' }
    const { secrets } = readConfiguration(environment, reader({ '/s': 'from-file\n' }))
    expect(secrets.carmakers?.['TESLA_CLIENT_SECRET']?.reveal()).toBe('from-file')
  })

  it('may not come from both, nor from a file that is empty or not there', () => {
    const names = refusal(
      {
        ...server,
        DATABASE_URL_FILE: '/d',
        TESLA_CLIENT_SECRET: undefined,
        TESLA_CLIENT_SECRET_FILE: '/gone',
      },
      { '/d': 'postgresql://x' },
    ).faults.map((fault) => fault.name)
    expect(names).toEqual(['DATABASE_URL', 'TESLA_CLIENT_SECRET_FILE'])
  })

  it('never stand in a refusal', () => {
    const error = refusal({ ...server, DATABASE_URL: `mysql://${PASSWORD}`, LADEPLAN_API_KEY: 'tiny-secret' })
    expect(error.faults).toHaveLength(2)
    expect(inspect(error, { depth: 8 })).not.toMatch(/staple|tiny-secret/)
  })

  it('read [secret] wherever they are printed', () => {
    const { config, secrets } = readConfiguration(server)
    const secret = new Secret(PASSWORD)
    const shown = [
      inspect({ config, secrets }, { depth: 8, showHidden: true }),
      JSON.stringify({ config, secrets }),
      JSON.stringify(secret),
      String(secret),
      inspect(secret, { customInspect: false, showHidden: true }),
      Object.entries(secret).join(),
    ].join('\n')
    expect(shown).toContain('[secret]')
    expect(shown).not.toContain(PASSWORD)
    expect(shown).not.toContain('tesla-secret')
    expect(secret.reveal()).toBe(PASSWORD)
  })
})
