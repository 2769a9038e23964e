import { describe, expect, test } from 'vitest'
import { begin, browser, consentForm, cookiesOf, formOn } from './requests.ts'
import { PUBLIC, useScene } from './scene.ts'

const scene = useScene()

const OTHER_HASH = '0'.repeat(64)
const CHANGED = 'This text has changed since you opened the page.'
const UNNAMED = 'Your answer did not say which text you had read.'

describe('agreeing', () => {
  test.each<[string, (hash: string) => string, string]>([
    ['another text', () => `lang=en&notice=${OTHER_HASH}`, CHANGED],
    ['the text in another language', (hash) => `lang=nb&notice=${hash}`, 'Teksten er endret siden'],
    ['a hash in capitals', (hash) => `lang=en&notice=${hash.toUpperCase()}`, CHANGED],
    ['a hash with a blank', (hash) => `lang=en&notice=${hash}+`, CHANGED],
    ['a text without a hash', () => 'lang=en&notice=', CHANGED],
    ['no text', () => 'lang=en', UNNAMED],
    ['two texts', (hash) => `lang=en&notice=${hash}&notice=${hash}`, UNNAMED],
    ['the text and another', (hash) => `lang=en&notice=${hash}&notice=${OTHER_HASH}`, UNNAMED],
    ['a list of texts', (hash) => `lang=en&notice[]=${hash}`, UNNAMED],
    ['a text in an object', (hash) => `lang=en&notice[0]=${hash}`, UNNAMED],
    ['a text under another name', (hash) => `lang=en&Notice=${hash}`, UNNAMED],
  ])('to %s shows the present one, says so and starts nothing', async (_, query, sentence) => {
    const { id, consentUrl } = await begin(scene())
    const form = new URL(await consentForm(scene(), consentUrl), PUBLIC)
    const { link = '', notice = '' } = Object.fromEntries(form.searchParams)
    expect(notice).toMatch(/^[0-9a-f]{64}$/)
    form.search = `link=${link}&${query(notice)}`
    const answer = await browser(scene().app, 'post', form.href).send('decision=accept').expect(409)
    expect(answer.headers['location']).toBeUndefined()
    expect(cookiesOf(answer).filter((cookie) => cookie.startsWith('ladeplan-flow'))).toEqual([])
    expect(answer.text).toContain(sentence)
    const { db } = scene().control
    expect(await db.selectFrom('oauth_flow').selectAll().where('connection_id', '=', id).execute()).toEqual(
      [],
    )
    // The control: what is shown now can be agreed to.
    await browser(scene().app, 'post', formOn(answer.text, '/connect/')).send('decision=accept').expect(303)
  })

  test('to it in another language is offered on the page that shows it anew', async () => {
    const { consentUrl } = await begin(scene())
    const form = (await consentForm(scene(), consentUrl)).replace(/&notice=\w+/, '')
    const anew = await browser(scene().app, 'post', form).send('decision=accept').expect(409)
    const [, norwegian = ''] = /href="([^"]*lang=nb[^"]*)"/.exec(anew.text) ?? []
    const page = await browser(scene().app, 'get', norwegian.replaceAll('&amp;', '&')).expect(200)
    await browser(scene().app, 'post', formOn(page.text, '/connect/')).send('decision=accept').expect(303)
  })
})
