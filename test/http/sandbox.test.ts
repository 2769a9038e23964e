import { describe, expect, test } from 'vitest'
import request from 'supertest'
import { listConnections } from '../../src/connections/connection-store.ts'
import { browser, connect, locationOf, look, problemIn } from './requests.ts'
import { HANDED_OVER, PUBLIC, useScene } from './scene.ts'

const scene = useScene()

describe('the front page of the sandbox', () => {
  test('offers to connect a driver who is not connected', async () => {
    const { text } = await browser(scene().app, 'get', '/?lang=en').expect(200)
    expect(text).toContain('Not connected. Start with the consent.')
    for (const [carmaker, label] of [
      ['tesla', 'Tesla'],
      ['smartcar', 'Smartcar'],
    ] as const) {
      const way = new RegExp(
        `href="/sandbox/connect\\?login=kari&amp;carmaker=${carmaker}[^"]*"\\s*>Connect with ${label}<`,
      )
      expect(text).toMatch(way)
    }
    expect(text).toContain('Plugs in.')
    expect(text).toContain('Simulated time: Thu 12 Dec, 17:05')
  })

  test('shows a connected driver with a fresh link to the plan', async () => {
    await connect(scene())
    await look(scene())
    const { text } = await browser(scene().app, 'get', '/').expect(200)
    expect(text).toContain('Waiting for lower prices.')
    const plan = /href="([^"]*\/vehicles\/[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    await browser(scene().app, 'get', plan).expect(200)
    const consent = /href="([^"]*\/withdraw[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    await browser(scene().app, 'get', consent).expect(200)
  })

  test('shows no more of a driver than the first name', async () => {
    const { text } = await browser(scene().app, 'get', '/')
    expect(text).toContain('Kari')
    for (const value of Object.values(HANDED_OVER)) expect(text).not.toContain(value)
  })
})

describe('connecting from the front page', () => {
  test('leads to the consent page, as a retailer’s app would', async () => {
    const answer = await browser(scene().app, 'get', '/sandbox/connect?login=kari&lang=nb').expect(303)
    expect(locationOf(answer).pathname).toMatch(/^\/connect\//)
    const page = await browser(scene().app, 'get', locationOf(answer).href).expect(200)
    expect(page.text).toContain('<html lang="nb">')
  })

  test('begins one with each carmaker, as the driver chooses', async () => {
    for (const carmaker of ['smartcar', 'tesla', 'smartcar'])
      await browser(scene().app, 'get', `/sandbox/connect?login=kari&carmaker=${carmaker}`).expect(303)
    const begun = await listConnections(scene().control.db, { driverId: 'driver-kari' })
    expect(begun.map(({ carmaker }) => carmaker).toSorted()).toEqual(['smartcar', 'tesla'])
  })

  test('begins one connection, however often it is asked', async () => {
    await browser(scene().app, 'get', '/sandbox/connect?login=kari').expect(303)
    await browser(scene().app, 'post', '/sandbox/connect').send('login=kari').expect(303)
    expect(await listConnections(scene().control.db, { driverId: 'driver-kari' })).toHaveLength(1)
  })

  test.each([
    ['login=nobody', 404, 'not-found'],
    ['', 422, 'validation-failed'],
    ['login=kari&driverId=driver-ola', 422, 'validation-failed'],
    ['login=%3Cscript%3E', 422, 'validation-failed'],
    ['login=kari&carmaker=lada', 422, 'validation-failed'],
  ])('refuses "%s"', async (form, status, code) => {
    const answer = await request(scene().app).post('/sandbox/connect').type('form').send(form)
    expect(problemIn(answer)).toMatchObject({ status, code })
  })

  test('refuses a driver who is connected already', async () => {
    await connect(scene())
    const answer = await request(scene().app).get('/sandbox/connect?login=kari')
    expect(problemIn(answer)).toMatchObject({ status: 409, code: 'already-connected' })
  })
})

describe('moving time', () => {
  test.each([
    ['target=quarter-hour', 'quarter-hour'],
    ['step=plus-15-min', 'quarter-hour'],
    ['step=to-13', 'price-release'],
    ['step=to-ready-by', 'ready-by'],
  ])('%s moves it to %s', async (form, target) => {
    const answer = await browser(scene().app, 'post', '/sandbox/advance').send(form).expect(303)
    expect(scene().advanced).toEqual([target])
    expect(locationOf(answer).href).toBe(`${PUBLIC}/`)
  })

  test('leads back to the page it was asked from', async () => {
    const { planUrl } = await connect(scene())
    const { pathname, search } = new URL(planUrl)
    const answer = await browser(scene().app, 'post', '/sandbox/advance')
      .send({ step: 'to-13', returnTo: pathname + search })
      .expect(303)
    expect(answer.headers['location']).toBe(pathname + search)
  })

  test.each([
    'https://evil.example',
    '//evil.example',
    '/..//evil.example',
    '/.//evil.example',
    '/a/../..//evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/%0d%0aSet-Cookie:x=1\r\nX: y',
    'evil.example',
    '',
  ])('never leads away: %s', async (returnTo) => {
    const answer = await browser(scene().app, 'post', '/sandbox/advance')
      .send({ step: 'to-13', returnTo })
      .expect(303)
    expect(answer.headers['location']).toBe('/')
  })

  test.each(['', 'step=tomorrow', 'target=tomorrow', 'target=ready-by&step=to-13', 'target=ready-by&by=1'])(
    'refuses "%s"',
    async (form) => {
      const answer = await request(scene().app).post('/sandbox/advance').type('form').send(form)
      expect(problemIn(answer)).toMatchObject({ status: 422, code: 'validation-failed' })
      expect(problemIn(answer).detail).toMatch(/expected one of|not known here/)
      expect(scene().advanced).toEqual([])
    },
  )

  test('is refused to forms of other sites', async () => {
    for (const path of ['/sandbox/advance', '/sandbox/restart', '/sandbox/connect']) {
      const answer = await request(scene().app).post(path).set('Sec-Fetch-Site', 'cross-site').type('form')
      expect(problemIn(answer)).toMatchObject({ status: 403, code: 'foreign-form' })
    }
  })
})

describe('without a sandbox', () => {
  test.each([
    ['get', '/'],
    ['get', '/sandbox/connect?login=kari'],
    ['post', '/sandbox/connect'],
    ['post', '/sandbox/advance'],
    ['post', '/sandbox/restart'],
  ] as const)('there is nothing: %s %s', async (method, path) => {
    const app = scene().appWith({ sandbox: null })
    expect(problemIn(await request(app)[method](path))).toMatchObject({ status: 404, code: 'not-found' })
  })
})
