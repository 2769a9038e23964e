import { sql } from 'kysely'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { TABLE_OWNERS } from '../../src/database/table-owners.ts'
import {
  agree,
  api,
  begin,
  browser,
  connect,
  connectionBody,
  consentForm,
  locationOf,
  look,
  problemIn,
  signIn,
} from './requests.ts'
import { HANDED_OVER, useScene, type Scene } from './scene.ts'

const scene = useScene()

describe('every answer', () => {
  test.each([
    '/livez',
    '/',
    '/v1/vehicles',
    '/nowhere',
    '/assets/ladeplan.css',
    '/connected?status=cancelled',
  ])('bears the headers that keep a browser safe: %s', async (path) => {
    const { headers } = await request(scene().app).get(path)
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('access-control-allow-origin')
    expect(headers).not.toHaveProperty('strict-transport-security')
    expect(headers['cache-control']).toBe(path.startsWith('/assets') ? 'public, max-age=3600' : 'no-store')
  })

  test('over TLS asks for TLS ever after, and binds sign-ins to the host', async () => {
    const app = scene().appWith({ publicUrl: new URL('https://charging.example.no') })
    const { headers } = await request(app).get('/livez')
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
    const { id } = await begin(scene())
    const tls: Scene = { ...scene(), app }
    const { consentUrl } = await begin(tls, { driverId: 'driver-ola' })
    expect(consentUrl).toMatch(/^https:\/\/charging\.example\.no\/connect\//)
    expect(consentUrl).not.toContain(id)
    const answer = await browser(app, 'post', await consentForm(tls, consentUrl))
      .send('decision=accept')
      .expect(303)
    const cookies = String(answer.headers['set-cookie'])
    expect(cookies).toMatch(
      /__Host-ladeplan-flow=[\w-]{43}; Max-Age=600; Path=\/; [^,]*,[^,]*HttpOnly; Secure; SameSite=Lax/,
    )
    expect(cookies).not.toContain('Domain')
  })
})

describe('errors', () => {
  test('that nobody expected are told without their inside, and found in the log by the trace id', async () => {
    const failing = scene().appWith({
      ready: () => Promise.resolve(),
      get control() {
        return { ...scene().control, db: brokenDatabase() }
      },
    })
    const answer = await api(failing, 'get', '/v1/vehicles?driverId=driver-kari')
    const problem = problemIn(answer)
    expect(problem).toMatchObject({ status: 500, code: 'internal-error', resolution: 'contact_support' })
    expect(answer.text).not.toMatch(/password|\.ts|node_modules|Express/)
    expect(scene().log.filter((line) => line.includes(problem.traceId))).toHaveLength(1)
    expect(scene().log.join('')).not.toContain('password')
  })

  test('are not given the status that another service answered with', async () => {
    const app = scene().appWith({
      ready: () => Promise.reject(Object.assign(new Error('upstream'), { status: 200 })),
    })
    const answer = await request(app).get('/readyz')
    expect(problemIn(answer)).toMatchObject({ status: 503, code: 'not-ready' })
    expect(answer.headers['retry-after']).toBe('5')
  })

  test('are pages for whoever looks at pages, and documents for everybody else', async () => {
    const page = await browser(scene().app, 'get', '/nowhere').expect(404)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(problemIn(await request(scene().app).get('/nowhere'))).toMatchObject({
      status: 404,
      code: 'not-found',
    })
    expect(problemIn(await request(scene().app).get('/nowhere').set('Accept', 'image/png')).code).toBe(
      'not-found',
    )
    expect(problemIn(await api(scene().app, 'get', '/v1/nowhere').set('Accept', 'text/html')).code).toBe(
      'not-found',
    )
  })

  test('have a page that explains them', async () => {
    const problem = problemIn(await request(scene().app).get('/nowhere'))
    const page = await browser(scene().app, 'get', problem.type).expect(200)
    expect(page.text).toContain(problem.title)
    await browser(scene().app, 'get', '/problems/made-up').expect(404)
    await browser(scene().app, 'get', '/problems/constructor').expect(404)
  })
})

describe('the access log', () => {
  test('has templates instead of addresses', async () => {
    const { planUrl, vehicleId } = await connect(scene())
    scene().log.length = 0
    await browser(scene().app, 'get', planUrl).expect(200)
    await request(scene().app).get('/somewhere/else?token=abc')
    await expect.poll(() => scene().log.length).toBeGreaterThanOrEqual(2)
    const lines = scene().log.join('\n')
    expect(lines).toContain('"http.route":"/vehicles/:vehicleId"')
    for (const secret of [vehicleId, new URL(planUrl).search, 'somewhere', 'abc'])
      expect(lines).not.toContain(secret)
  })
})

describe('name, e-mail and street', () => {
  test('are in no answer, log line, metric or table after a whole night of right and wrong requests', async () => {
    const seen: string[] = []
    const record = (answer: request.Response): request.Response => {
      seen.push(answer.text, JSON.stringify(answer.headers))
      return answer
    }
    for (const changes of WRONG)
      record(await api(scene().app, 'post', '/v1/connections').send(connectionBody(changes)))
    record(
      await api(scene().app, 'post', '/v1/connections').type('json').send(`{"name":"${HANDED_OVER.name}"`),
    )
    const begun = record(await browser(scene().app, 'get', '/sandbox/connect?login=kari'))
    record(await browser(scene().app, 'get', locationOf(begun).href))
    const agreed = await agree(scene())
    record(await browser(scene().app, 'get', await signIn(agreed)).set('Cookie', agreed.cookie))
    const vehicles = record(await api(scene().app, 'get', '/v1/vehicles?driverId=driver-kari'))
    await look(scene())
    record(await browser(scene().app, 'get', '/'))
    record(await request(scene().app).get('/metrics'))
    expect(vehicles.status).toBe(200)
    expect(found([...seen, ...scene().log, ...(await tables(scene()))])).toEqual([])
  })

  test('would be found if they were there', async () => {
    const { id } = await begin(scene())
    const { db } = scene().control
    await db
      .updateTable('connection')
      .set({ return_to: `for ${HANDED_OVER.email}` })
      .where('id', '=', id)
      .execute()
    expect(found(await tables(scene()))).toEqual(['email'])
    expect(
      found([`Hello ${HANDED_OVER.name.toUpperCase()}`, encodeURIComponent(HANDED_OVER.street)]),
    ).toEqual(['name', 'street'])
  })
})

const { name, email, street } = HANDED_OVER
const WRONG: readonly Record<string, unknown>[] = [
  { carmaker: 'lada' },
  { name: [name] },
  { email: { address: email } },
  { email: `${email} ` },
  { address: { postalCode: street, street, country: 'NO' } },
  { address: `${street}, 4613 Kristiansand` },
  { fullName: name },
  { [email]: name },
  { driverId: { name } },
  { address: { postalCode: '9990', street, country: 'NO' } },
]

/** Every row of every table as text. */
async function tables({ control }: Scene): Promise<string[]> {
  const rows: string[] = []
  for (const table of Object.keys(TABLE_OWNERS)) {
    const result = await sql<{
      row: string
    }>`select to_jsonb(each)::text as row from ${sql.table(table)} as each`.execute(control.db)
    rows.push(...result.rows.map(({ row }) => row))
  }
  expect(rows.length).toBeGreaterThan(4)
  return rows
}

/** Which of the three are in any of the texts, in whatever case or encoding of an address. */
function found(texts: readonly string[]): string[] {
  const all = texts.join('\n').toLowerCase()
  return Object.entries(HANDED_OVER).flatMap(([which, value]) =>
    [value, encodeURIComponent(value)].some((form) => all.includes(form.toLowerCase())) ? [which] : [],
  )
}

function brokenDatabase(): Scene['control']['db'] {
  return new Proxy(scene().control.db, {
    get: () => {
      throw new Error('connection to postgresql://user:password@db failed')
    },
  })
}
