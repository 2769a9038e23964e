import { createHash } from 'node:crypto'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { findConnection } from '../../src/connections/connection-store.ts'
import { consentNotice, noticeText } from '../../src/texts/consent-notice.ts'
import { TESLA_SCOPES } from '../../src/carmakers/tesla/oauth.ts'
import {
  agree,
  agreeAt,
  begin,
  browser,
  connect,
  consentForm,
  cookiesOf,
  formOn,
  locationOf,
  problemIn,
  signIn,
} from './requests.ts'
import { PUBLIC, useScene } from './scene.ts'

const scene = useScene()

describe('the consent page', () => {
  test('shows the whole notice in the language of the app', async () => {
    const { consentUrl } = await begin(scene())
    const { text, headers } = await browser(scene().app, 'get', consentUrl).expect(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['cache-control']).toBe('no-store')
    expect(text).toContain('<html lang="en">')
    expect(text).toContain('personvern@eksempelkraft.example')
    expect(text).toContain('Continue to Tesla')
  })

  test('changes its language on request, and remembers it', async () => {
    const { consentUrl } = await begin(scene())
    const answer = await browser(scene().app, 'get', consentUrl.replace('lang=en', 'lang=nb')).expect(200)
    expect(answer.text).toContain('<html lang="nb">')
    expect(cookiesOf(answer)).toContain('ladeplan-language=nb')
    const later = await browser(scene().app, 'get', '/connected?status=cancelled').set(
      'Cookie',
      'ladeplan-language=nb',
    )
    expect(later.text).toContain('<html lang="nb">')
    const asked = await browser(scene().app, 'get', '/connected?status=cancelled').set(
      'Accept-Language',
      'nn,en;q=0.5',
    )
    expect(asked.text).toContain('<html lang="nb">')
  })

  test('lets its form lead to the carmaker and the app, and nowhere else', async () => {
    const { consentUrl } = await begin(scene())
    const { headers } = await browser(scene().app, 'get', consentUrl)
    expect(headers['content-security-policy']).toContain(
      `form-action 'self' ${scene().simulator.url} https://app.eksempelkraft.example;`,
    )
  })

  test.each([
    ['no link', ''],
    ['a made-up link', '?link=eyJhbGciOiJIUzI1NiJ9.e30.x'],
    ['two links', '?link=a&link=b'],
  ])('is not shown with %s', async (_, query) => {
    const { id } = await begin(scene())
    const answer = await request(scene().app).get(`/connect/${id}${query}`)
    expect(problemIn(answer)).toMatchObject({ status: 404, code: 'link-invalid' })
    const page = await browser(scene().app, 'get', `/connect/${id}${query}`).expect(404)
    expect(page.text).toContain('<html')
  })

  test('is not shown with the link of another connection, or of another page', async () => {
    const one = await begin(scene())
    const other = await begin(scene(), { driverId: 'driver-ola' })
    const swapped = other.consentUrl.replace(other.id, one.id)
    expect((await browser(scene().app, 'get', swapped)).status).toBe(404)
    const { planUrl } = await connect(scene())
    const link = new URL(planUrl).searchParams.get('link') ?? ''
    expect((await browser(scene().app, 'get', `/connect/${one.id}?link=${link}`)).status).toBe(404)
  })

  test('closes five real minutes after the link was made, however fast world time runs', async () => {
    const { consentUrl } = await begin(scene())
    scene().clock.pass(600)
    scene().processClock.pass(4.9)
    await browser(scene().app, 'get', consentUrl).expect(200)
    scene().processClock.pass(0.2)
    const { pathname, search } = new URL(consentUrl)
    expect(problemIn(await request(scene().app).get(pathname + search))).toMatchObject({
      status: 410,
      code: 'link-expired',
    })
  })

  test('may be read for half an hour before it is answered', async () => {
    const { id, consentUrl } = await begin(scene())
    const page = await browser(scene().app, 'get', consentUrl).expect(200)
    const form = formOn(page.text, `/connect/${id}`)
    scene().processClock.pass(29)
    await browser(scene().app, 'get', form).expect(404)
    await browser(scene().app, 'post', form).send('decision=accept').expect(303)
    scene().processClock.pass(2)
    await browser(scene().app, 'post', form).send('decision=accept').expect(410)
  })
})

describe('agreeing', () => {
  test('leads to the carmaker with PKCE, state and no scope that gives position', async () => {
    const { authorizeUrl } = await agree(scene())
    const { searchParams } = authorizeUrl
    expect(authorizeUrl.origin).toBe(scene().simulator.url)
    expect(searchParams.get('redirect_uri')).toBe(`${PUBLIC}/callback/tesla`)
    expect(searchParams.get('code_challenge_method')).toBe('S256')
    expect(searchParams.get('state')).toMatch(/^[\w-]{43}$/)
    expect(searchParams.get('scope')?.split(' ')).toEqual([...TESLA_SCOPES])
    expect(searchParams.get('scope')).not.toContain('location')
  })

  test('binds the sign-in to the browser by a cookie that scripts cannot read', async () => {
    const { consentUrl } = await begin(scene())
    const form = await consentForm(scene(), consentUrl)
    const answer = await browser(scene().app, 'post', form).send('decision=accept').expect(303)
    const cookies = z.array(z.string()).parse(answer.headers['set-cookie'])
    const cookie = cookies.find((each) => each.startsWith('ladeplan-flow='))
    expect(cookie).toMatch(
      /^ladeplan-flow=[\w-]{43}; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax/,
    )
  })

  test.each(['en', 'nb'] as const)(
    'is recorded with the hash of the very text that was shown (%s)',
    async (language) => {
      const agreed = await agree(scene(), { language })
      await browser(scene().app, 'get', await signIn(agreed))
        .set('Cookie', agreed.cookie)
        .expect(303)
      const [event] = await consentEvents(scene().control.db, agreed.connectionId)
      const shown = consentNotice(language, {
        controller: 'Eksempelkraft AS',
        contact: 'personvern@eksempelkraft.example',
        carmakerLabel: 'Tesla',
        recipients: [],
        scopes: TESLA_SCOPES,
      })
      expect(event).toMatchObject({
        event: 'granted',
        notice: {
          hash: createHash('sha256').update(noticeText(shown)).digest('hex'),
          version: shown.version,
          language,
        },
      })
    },
  )

  test.each([
    '',
    'decision=',
    'decision=maybe',
    'decision=accept&decision=cancel',
    'decision=accept&extra=1',
  ])('is not what "%s" means', async (form) => {
    const { consentUrl } = await begin(scene())
    const { pathname, search } = new URL(consentUrl)
    const answer = await request(scene().app)
      .post(pathname + search)
      .type('form')
      .send(form)
    expect(problemIn(answer)).toMatchObject({ status: 422, code: 'validation-failed' })
  })

  test.each<[string, Record<string, string>]>([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a sibling of ours', { 'Sec-Fetch-Site': 'same-site' }],
    ['another site, in an old browser', { Origin: 'https://evil.example' }],
    ['another port, in an old browser', { Origin: 'http://localhost:8081' }],
  ])('is refused in a form from %s', async (_, headers) => {
    const { id, consentUrl } = await begin(scene())
    const { pathname, search } = new URL(consentUrl)
    const answer = await request(scene().app)
      .post(pathname + search)
      .set(headers)
      .type('form')
      .send('decision=cancel')
    expect(problemIn(answer)).toMatchObject({ status: 403, code: 'foreign-form' })
    expect(await findConnection(scene().control.db, id)).toMatchObject({ state: 'started' })
  })

  test('is over once the car is connected', async () => {
    const { id, consentUrl } = await begin(scene())
    const agreed = await agreeAt(scene(), { id, consentUrl })
    await browser(scene().app, 'get', await signIn(agreed))
      .set('Cookie', agreed.cookie)
      .expect(303)
    for (const method of ['get', 'post'] as const) {
      const page = await browser(scene().app, method, consentUrl).expect(410)
      expect(page.text).toContain('This consent has been answered already')
    }
  })
})

describe('cancelling', () => {
  test('leads back to the app, says so, and closes the connection', async () => {
    const { id, consentUrl } = await begin(scene())
    const answer = await browser(scene().app, 'post', consentUrl).send('decision=cancel').expect(303)
    expect(locationOf(answer).href).toBe(
      `https://app.eksempelkraft.example/done?from=ladeplan&status=cancelled&connection=${id}`,
    )
    expect(cookiesOf(answer)).toEqual([])
    expect(await findConnection(scene().control.db, id)).toMatchObject({ state: 'abandoned' })
    const again = await browser(scene().app, 'post', consentUrl).send('decision=accept').expect(410)
    expect(again.text).toContain('410')
  })

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'never leads to %s',
    async (target) => {
      const { consentUrl } = await begin(scene())
      const url = new URL(consentUrl)
      for (const name of ['returnTo', 'return_to', 'redirect_uri', 'next', 'url'])
        url.searchParams.set(name, target)
      const answer = await browser(scene().app, 'post', url.href).send('decision=cancel').expect(303)
      expect(locationOf(answer).origin).toBe('https://app.eksempelkraft.example')
    },
  )
})
