import { describe, expect, test } from 'vitest'
import type request from 'supertest'
import { findOverride } from '../../src/control/intent-store.ts'
import { jsonFault } from '../../src/http/json-text.ts'
import { api, begin, browser, connect, connectionBody, look, problemIn } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()
/** Strings and bytes as they are. */
const post = (type: string, body: string | Buffer): request.Test => {
  const asked = api(scene().app, 'post', '/v1/connections').set('Content-Type', type)
  if (typeof body === 'string') return asked.send(body)
  asked.write(body)
  return asked
}
const good = JSON.stringify(connectionBody())

describe('a body for the API', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'Application/JSON',
  ])('is taken as %s', async (type) => {
    await post(type, good).expect(201)
  })

  test.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'text/json',
    'application/merge-patch+json',
    'multipart/form-data; boundary=x',
    'application/json, text/plain',
    'json',
  ])('is refused as %s, with the kind that is taken', async (type) => {
    const answer = await post(type, good)
    expect(problemIn(answer)).toMatchObject({ status: 415, code: 'unsupported-media-type' })
    expect(problemIn(answer).detail).toContain('Content-Type: application/json')
    expect(answer.headers['accept']).toBe('application/json')
  })

  test('is read as JSON in whatever case its address is written', async () => {
    const form = api(scene().app, 'post', '/V1/connections').type('form').send('driverId=driver-kari')
    expect(problemIn(await form)).toMatchObject({ status: 415 })
  })

  test.each<[string, BufferEncoding, string]>([
    ['utf-16', 'utf16le', 'in utf-16'],
    ['utf-16le', 'utf16le', 'in utf-16le'],
    ['UTF-7', 'utf8', 'in utf-7'],
    ['utf-32', 'utf8', 'in utf-32'],
    ['iso-8859-1', 'latin1', 'in iso-8859-1'],
    ['5YJ3E1EA7KF000316', 'utf8', 'in another charset'],
  ])('is refused in %s, by its name if it is a known one', async (charset, encoding, named) => {
    const answer = await post(`application/json; charset=${charset}`, Buffer.from(good, encoding))
    expect(problemIn(answer)).toMatchObject({ status: 415, code: 'unsupported-media-type' })
    expect(problemIn(answer).detail).toContain(named)
    expect(answer.text).not.toContain('5YJ3E1EA7KF000316')
  })

  test.each<[string, string | Buffer, string]>([
    [
      'bytes that are no UTF-8',
      Buffer.from(good.replace('Kari', 'K\u00e5ri'), 'latin1'),
      'malformed-request',
    ],
    ['a name twice', good.replace('{', '{"carmaker":"smartcar",'), 'malformed-json'],
    ['a name twice, once escaped', good.replace('{', '{"\\u0063armaker":"smartcar",'), 'malformed-json'],
    ['a name twice behind a mark', `\ufeff${good.replace('{', '{"carmaker":"smartcar",')}`, 'malformed-json'],
    ['a name twice further in', good.replace('"NO"', '"NO","country":"NO"'), 'malformed-json'],
    ['10 000 lists in each other', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'malformed-json'],
    ['6 000 objects in each other', `${'{"a":'.repeat(6_000)}1${'}'.repeat(6_000)}`, 'malformed-json'],
    ['quotes that never end', `"${'\\"'.repeat(30_000)}`, 'malformed-json'],
  ])('is refused with %s', async (_, body, code) => {
    expect(problemIn(await post('application/json', body))).toMatchObject({ status: 400, code })
  })

  test.each([
    ['__proto__', '{"__proto__":{"driverId":"driver-kari"},'],
    ['constructor', '{"constructor":{"prototype":{"x":1}},'],
  ])('with a member %s is refused, and changes nothing that others see', async (_, begins) => {
    const answer = await post('application/json', good.replace('{', begins))
    expect(problemIn(answer)).toMatchObject({ status: 422, code: 'validation-failed' })
    expect(Reflect.get({}, 'driverId')).toBeUndefined()
    expect(Reflect.get({}, 'x')).toBeUndefined()
  })
})

test.each([
  ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}', undefined],
  ['{"a":"{\\"a\\":1,\\"a\\":2}","b":"a\\":"}', undefined],
  ['{"a":1,"\\u0061":2}', 'name-twice'],
  ['[{"x":{"a":1}},{"x":{"a":1,"b":2,"a":3}}]', 'name-twice'],
  ['{"__proto__":1,"__proto__":2}', 'name-twice'],
  [`${'['.repeat(32)}${']'.repeat(32)}`, undefined],
  [`${'['.repeat(33)}${']'.repeat(33)}`, 'too-deep'],
  ['{"a":1,"a":', undefined],
])('of the text %s is said: %s', (text, fault) => {
  expect(jsonFault(text)).toBe(fault)
})

describe('a form of a page', () => {
  test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x'])(
    'is refused as %s instead of being taken for an empty one',
    async (type) => {
      const { planUrl, vehicleId } = await connect(scene())
      await look(scene())
      const url = planUrl.replace('?', '/charge-now?')
      const sent = browser(scene().app, 'post', url).set('Content-Type', type)
      const answer = await sent.send('{"until":"time","hours":"1"}')
      expect(answer.status).toBe(415)
      expect(answer.headers['accept']).toBe('application/x-www-form-urlencoded')
      expect(await findOverride(scene().control.db, vehicleId)).toBeUndefined()
    },
  )

  test('is refused in another charset', async () => {
    const { consentUrl } = await begin(scene())
    const sent = browser(scene().app, 'post', consentUrl)
    const answer = await sent
      .set('Content-Type', 'application/x-www-form-urlencoded; charset=iso-8859-1')
      .send('decision=cancel')
    expect(answer.status).toBe(415)
  })
})

test.each(['5YJ3E1EA7KF000316', 'WVWZZZAAZJDABCDEF', 'KariNordvik', 'lat58', 'a'.repeat(31), 'n58-146'])(
  'a member named %s is not told back',
  async (name) => {
    const answer = await api(scene().app, 'post', '/v1/connections').send(connectionBody({ [name]: 1 }))
    expect(problemIn(answer)).toMatchObject({ code: 'validation-failed', errors: [{ pointer: '' }] })
    expect(answer.text).not.toContain(name)
  },
)

test('an address with a percent sign that begins nothing is said to be that', async () => {
  const answer = await api(scene().app, 'get', '/v1/connections/%ZZ')
  expect(problemIn(answer)).toMatchObject({ status: 400, code: 'malformed-request' })
  expect(problemIn(answer).detail).toContain('%25')
})
