import { describe, expect, it, test } from 'vitest'
import { ConfigError } from '../../src/config/config-error.ts'
import { readConfiguration } from '../../src/cli/configuration.ts'

const server = {
  DATABASE_URL: 'postgresql://ladeplan:secret@db.example.no/ladeplan',
  LADEPLAN_PUBLIC_URL: 'https://charging.example.no/',
  LADEPLAN_RETURN_URL: 'https://app.example.no/connected',
  LADEPLAN_KEY_FILE: '/run/secrets/key',
  LADEPLAN_API_KEY: 'k'.repeat(32),
  LADEPLAN_CONTROLLER_NAME: 'Eksempel Strøm AS',
  LADEPLAN_CONTROLLER_CONTACT: 'personvern@example.no',
  TESLA_CLIENT_ID: 'client',
  TESLA_CLIENT_SECRET: 'tesla-secret',
}

function faultyNames(environment: Record<string, string>): string[] {
  try {
    readConfiguration(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ name }) => name)
    throw error
  }
  return []
}

describe('a server', () => {
  it('asks the sources of prices that are configured, the best first, or those named in their order', () => {
    const tokens = { ENTSOE_TOKEN: 't', RETAILER_FEED_URL: 'https://p.example.no', RETAILER_FEED_TOKEN: 's' }
    const sourcesOf = (more: Record<string, string>): unknown =>
      readConfiguration({ ...server, ...tokens, ...more }).config.mode
    expect(readConfiguration(server).config.mode).toMatchObject({
      prices: { sources: ['hvakosterstrommen', 'elprisetjustnu'] },
    })
    expect(sourcesOf({})).toMatchObject({
      prices: { sources: ['retailer-feed', 'entsoe', 'hvakosterstrommen', 'elprisetjustnu'] },
    })
    expect(sourcesOf({ PRICE_SOURCES: 'hvakosterstrommen, entsoe' })).toMatchObject({
      prices: { sources: ['hvakosterstrommen', 'entsoe'] },
    })
  })

  it('keeps the path of an address, and may know a second one of ENTSO-E', () => {
    const addresses = {
      ENTSOE_URL: 'https://gateway.example.no/entsoe/',
      ENTSOE_FALLBACK_URL: 'https://external-api.tp.entsoe.eu',
      HVAKOSTERSTROMMEN_URL: 'https://mirror.example.no/no/prices',
    }
    expect(readConfiguration({ ...server, ...addresses }).config.mode).toMatchObject({
      prices: {
        entsoeUrl: 'https://gateway.example.no/entsoe',
        entsoeFallbackUrl: 'https://external-api.tp.entsoe.eu',
        hvakosterstrommenUrl: 'https://mirror.example.no/no/prices',
        elprisetjustnuUrl: 'https://www.elprisetjustnu.se',
      },
    })
    expect(readConfiguration(server).config.mode).toMatchObject({ prices: { entsoeFallbackUrl: null } })
  })

  test.each([
    [{ ENTSOE_FALLBACK_URL: 'https://e.example.no/?token=t' }, 'ENTSOE_FALLBACK_URL'],
    [{ ENTSOE_URL: 'http://e.example.no' }, 'ENTSOE_URL'],
    [{ HVAKOSTERSTROMMEN_URL: 'https://user:secret@h.example.no' }, 'HVAKOSTERSTROMMEN_URL'],
    [{ PRICE_SOURCES: 'entsoe' }, 'ENTSOE_TOKEN'],
    [{ PRICE_SOURCES: 'file' }, 'PRICE_FILES'],
    [{ PRICE_SOURCES: 'retailer-feed', RETAILER_FEED_TOKEN: 's' }, 'RETAILER_FEED_URL'],
    [{ RETAILER_FEED_URL: 'https://p.example.no' }, 'RETAILER_FEED_TOKEN'],
    [{ PRICE_SOURCES: 'nordpool' }, 'PRICE_SOURCES'],
  ])('refuses %j, since %s is wrong or missing', (more, name) => {
    expect(faultyNames({ ...server, ...more })).toEqual([name])
  })
})
