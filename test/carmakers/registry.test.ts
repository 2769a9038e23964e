import { expect, test } from 'vitest'
import { NotFoundError } from '../../src/base/errors.ts'
import { CARMAKERS } from '../../src/carmakers/port.ts'
import { createCarmakers } from '../../src/carmakers/registry.ts'
import { config } from './tesla/support.ts'

test('every carmaker with an adapter can be configured', () => {
  const carmakers = createCarmakers({ tesla: config })
  expect(carmakers.names).toEqual(CARMAKERS)
  expect(CARMAKERS.map((name) => carmakers.get(name).name)).toEqual(CARMAKERS)
})

test('a carmaker that is not configured is not found', () => {
  expect(() => createCarmakers({}).get('tesla')).toThrow(NotFoundError)
})

test('no carmaker is asked for position, address or more control than charging', () => {
  const carmakers = createCarmakers({ tesla: config })
  for (const name of CARMAKERS) {
    const { oauth } = carmakers.get(name)
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
