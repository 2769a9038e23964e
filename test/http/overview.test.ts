import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { agree, api, begin, browser, connect, formOn, look, problemIn } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()

describe('the page that shows what is shared', () => {
  test.each([
    ['nb', 'Dette deler du', 'Tilkoblingen virker.', 'Ikke ennå', '12. desember 2026'],
    ['en', 'What you share', 'The connection works.', 'Not yet', '12 December 2026'],
  ])('in %s says what, since when, until when and how it is doing', async (lang, ...said) => {
    const { planUrl } = await connect(scene())
    const page = await browser(scene().app, 'get', overview(planUrl, lang)).expect(200)
    for (const words of said) expect(page.text).toContain(words)
    expect(page.text).toContain(`lang="${lang}"`)
  })

  test('says when the car was last read', async () => {
    const { planUrl } = await connect(scene())
    await look(scene())
    const page = await browser(scene().app, 'get', overview(planUrl, 'nb')).expect(200)
    const [, fetched] = /Sist hentet<\/dt>\s*<dd>([^<]+)</.exec(page.text) ?? []
    expect(fetched?.replaceAll('\u00a0', ' ')).toBe('tor. 12. des. kl. 17:05')
  })

  test('leads to withdrawal in one tap and one to confirm, and says so afterwards', async () => {
    const { planUrl } = await connect(scene())
    const page = await browser(scene().app, 'get', overview(planUrl, 'nb')).expect(200)
    const [, link = ''] = /<a[^>]*href="([^"]+\/withdraw[^"]*)"/.exec(page.text) ?? []
    const confirm = await browser(scene().app, 'get', link.replaceAll('&amp;', '&')).expect(200)
    await browser(scene().app, 'post', formOn(confirm.text, '/withdraw')).expect(303)
    const over = await browser(scene().app, 'get', overview(planUrl, 'nb')).expect(200)
    expect(over.text).toContain('Vi henter ingenting.')
    expect(over.text).not.toContain('/withdraw')
    expect(over.text).toMatch(/Avsluttet<\/dt>\s*<dd>12\. desember 2024/)
    expect(over.text).not.toContain('desember 2026')
  })

  test('names a permission that is missing, and leads to the page that mends it', async () => {
    const { planUrl, connectionId } = await connect(scene())
    await scene()
      .control.db.updateTable('connection')
      .set({ missing_scopes: 'vehicle_charging_cmds' })
      .execute()
    const page = await browser(scene().app, 'get', overview(planUrl, 'en')).expect(200)
    expect(page.text).toContain('A permission is missing.')
    expect(page.text).toContain('You have let us fetch data from Tesla.')
    expect(page.text).not.toContain('control charging')
    expect(page.text).toContain('Connect again')
    const [, link = ''] = /<a[^>]*href="([^"]+\/connect\/[^"]*)"/.exec(page.text) ?? []
    expect(link).toContain(connectionId)
    await browser(scene().app, 'get', link.replaceAll('&amp;', '&')).expect(200)
  })

  test('says in words what was given without being asked for', async () => {
    const { planUrl } = await connect(scene())
    await sql`
      insert into consent_event (id, connection_id, event, at, notice_hash, notice_version, language, purposes, scopes_asked,
        scopes_granted, recipients)
      select 'changed', connection_id, 'changed', at, notice_hash, notice_version, language, purposes, scopes_asked,
        'vehicle_device_data vehicle_location', recipients
      from consent_event`.execute(scene().control.db)
    const page = await browser(scene().app, 'get', overview(planUrl, 'nb')).expect(200)
    expect(page.text).toContain('Gitt uten at vi ba om det. Vi bruker dem ikke')
    expect(page.text).toContain('<li>Navngitt av bilprodusenten (vehicle_location).</li>')
  })

  test('is not opened by a link to another car', async () => {
    const { planUrl } = await connect(scene())
    const other = new URL(overview(planUrl, 'nb'))
    other.pathname = '/vehicles/00000000-0000-4000-8000-000000000000/consent'
    await browser(scene().app, 'get', other.href).expect(404)
  })
})

describe('the receipt', () => {
  test('says who asked, what for, what was shown, granted and missing, and until when', async () => {
    const { connectionId } = await connect(scene())
    const answer = await api(scene().app, 'get', `/v1/connections/${connectionId}/receipt`).expect(200)
    const scopes = ['openid', 'offline_access', 'vehicle_device_data', 'vehicle_charging_cmds']
    expect(answer.body).toMatchObject({
      connectionId,
      dataSubject: 'driver-kari',
      controller: { name: 'Eksempelkraft AS', contact: 'personvern@eksempelkraft.example' },
      source: 'tesla',
      state: 'live',
      givenAt: '2024-12-12T16:05:00.000Z',
      endsAt: '2026-12-12T16:05:00.000Z',
      notice: { version: '3', language: 'en' },
      purposes: ['plan-charging', 'control-charging', 'measure-performance'],
      scopes: { asked: scopes, granted: scopes, missing: [], surplus: [] },
      history: [{ event: 'granted' }],
    })
  })

  test('goes on to say that consent was withdrawn', async () => {
    const { connectionId } = await connect(scene())
    await api(scene().app, 'delete', `/v1/connections/${connectionId}`).expect(202)
    const answer = await api(scene().app, 'get', `/v1/connections/${connectionId}/receipt`).expect(200)
    expect(answer.body).toMatchObject({
      state: 'ended',
      history: [{ event: 'granted' }, { event: 'withdrawn' }],
    })
  })

  test('is not there before anything was agreed to', async () => {
    const { id } = await begin(scene())
    const { connectionId } = await agree(scene(), { driverId: 'driver-ola' })
    for (const one of [id, connectionId]) {
      const answer = await api(scene().app, 'get', `/v1/connections/${one}/receipt`).expect(404)
      expect(problemIn(answer).code).toBe('not-found')
    }
  })

  test('can be saved from the page', async () => {
    const { planUrl, connectionId } = await connect(scene())
    const page = await browser(scene().app, 'get', overview(planUrl, 'nb')).expect(200)
    const [, link = ''] = /<a[^>]*href="([^"]+\/receipt[^"]*)"/.exec(page.text) ?? []
    const saved = await browser(scene().app, 'get', link.replaceAll('&amp;', '&')).expect(200)
    expect(saved.headers['content-disposition']).toBe('attachment; filename=ladeplan-consent.json')
    expect(saved.body).toMatchObject({ connectionId })
  })
})

describe('a connection over the API', () => {
  test('tells its health, its last fetch and when consent ends', async () => {
    const { connectionId } = await connect(scene())
    await look(scene())
    const answer = await api(scene().app, 'get', `/v1/connections/${connectionId}`).expect(200)
    expect(answer.body).toMatchObject({
      health: { state: 'connected', reason: 'all-well', readyByAtRisk: null },
      lastFetchAt: '2024-12-12T16:05:00.000Z',
      consentEndsAt: '2026-12-12T16:05:00.000Z',
      consentUrl: null,
    })
  })

  test('tells of a consent that the carmaker has ended, with the link that mends it', async () => {
    const { connectionId } = await connect(scene())
    await scene().control.db.updateTable('connection').set({ state: 'reauth_required' }).execute()
    const answer = await api(scene().app, 'get', `/v1/connections/${connectionId}`).expect(200)
    expect(answer.body).toMatchObject({
      health: {
        state: 'needs_consent',
        reason: 'ended-at-carmaker',
        readyByAtRisk: '2024-12-13T06:00:00.000Z',
      },
    })
    expect(answer.body).toHaveProperty('consentUrl', expect.stringContaining(`/connect/${connectionId}`))
  })
})

function overview(planUrl: string, lang: string): string {
  const url = new URL(planUrl)
  url.pathname += '/consent'
  url.searchParams.set('lang', lang)
  return url.href
}
