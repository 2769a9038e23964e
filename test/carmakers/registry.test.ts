import { expect, test } from 'vitest'
import { NotFoundError } from '../../src/base/errors.ts'
import { createCarmakers } from '../../src/carmakers/registry.ts'
import { config } from './tesla/support.ts'

const configured = createCarmakers({ tesla: config })

test('every carmaker that is configured is found under its name', () => {
  expect(configured.names).toEqual(['tesla'])
  expect(configured.names.map((name) => configured.get(name).name)).toEqual(configured.names)
})

test('a carmaker that is not configured is not found', () => {
  expect(() => createCarmakers({}).get('tesla')).toThrow(NotFoundError)
})

test('no carmaker is asked for position, address or more control than charging', () => {
  for (const name of configured.names) {
    const { oauth } = configured.get(name)
    const url = oauth.authorizeUrl({ state: 's', codeChallenge: 'c', locale: 'nb' })
    expect(url.searchParams.get('scope')?.split(' ')).toEqual(oauth.scopes)
    expect(oauth.scopes.filter((scope) => FORBIDDEN.test(scope))).toEqual([])
  }
})

test('the search for forbidden scopes finds them', () => {
  const known = [
    'vehicle_location',
    'read_location',
    'vehicle:read:location',
    'location:read',
    'user_data',
    'vehicle_cmds',
  ]
  expect(known.filter((scope) => !FORBIDDEN.test(scope))).toEqual([])
})

const FORBIDDEN = /location|position|gps|user_data|address|^vehicle_cmds$/
