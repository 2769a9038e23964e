import { describe, expect, test } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { findOverride } from '../../src/control/intent-store.ts'
import { LANGUAGES } from '../../src/texts/language.ts'
import { pageTexts } from '../../src/texts/page-texts.ts'
import {
  begin,
  browser,
  connect,
  consentForm,
  cookiesOf,
  formOn,
  locationOf,
  look,
  signIn,
} from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()
/** Sign-ins that could still come back. */
const flows = async (): Promise<number> =>
  (await scene().control.db.selectFrom('oauth_flow').selectAll().where('used_at', 'is', null).execute())
    .length
const codesAsked = (): number => scene().simulator.report().tokenRequests.codes
/** The cookie of a sign-in; the one that keeps the language is of no matter here. */
const flowCookie = (answer: Parameters<typeof cookiesOf>[0]): string =>
  cookiesOf(answer).find((each) => each.startsWith('ladeplan-flow=')) ?? ''
const accept = (form: string) => browser(scene().app, 'post', form).send('decision=accept')

describe.each(LANGUAGES)('a form that is sent too late, in %s', (language) => {
  const { titles, texts } = pageTexts(language).problem
  const opened = async (): Promise<{ readonly id: string; readonly form: string }> => {
    const { id, consentUrl } = await begin(scene(), { language })
    return { id, form: await consentForm(scene(), consentUrl) }
  }

  test('after its half hour says so with a way on, and nothing is begun', async () => {
    const { id, form } = await opened()
    scene().processClock.pass(31)
    const late = await accept(form).expect(410)
    for (const told of [titles.expired, texts.expired]) expect(late.text).toContain(told)
    expect([await flows(), codesAsked(), flowCookie(late)]).toEqual([0, 0, ''])
    expect(await findConnection(scene().control.db, id)).toMatchObject({ state: 'started' })
    expect(await consentEvents(scene().control.db, id)).toEqual([])
  })

  test('after it was answered and the car connected in another tab says so, and leaves the connection alone', async () => {
    const { id, form } = await opened()
    const first = await accept(form).expect(303)
    const agreed = { connectionId: id, authorizeUrl: locationOf(first), cookie: flowCookie(first) }
    await browser(scene().app, 'get', await signIn(agreed))
      .set('Cookie', agreed.cookie)
      .expect(303)
    const before = await findConnection(scene().control.db, id)
    expect(before).toMatchObject({ state: 'connected' })
    const late = await accept(form).expect(410)
    for (const told of [titles.answered, texts.answered]) expect(late.text).toContain(told)
    const cancelled = await browser(scene().app, 'post', form).send('decision=cancel').expect(410)
    expect(cancelled.text).toContain(texts.answered)
    expect([await flows(), codesAsked()]).toEqual([0, 1])
    expect(await findConnection(scene().control.db, id)).toEqual(before)
  })

  test('after it was cancelled in another tab says so, and begins nothing', async () => {
    const { id, form } = await opened()
    await browser(scene().app, 'post', form).send('decision=cancel').expect(303)
    const late = await accept(form).expect(410)
    expect(late.text).toContain(texts.answered)
    expect([await flows(), flowCookie(late)]).toEqual([0, ''])
    expect(await findConnection(scene().control.db, id)).toMatchObject({ state: 'abandoned' })
  })

  test('twice while it is open leads to the carmaker twice, and the last sign-in is the one that counts', async () => {
    const { id, form } = await opened()
    const [one, other] = [await accept(form).expect(303), await accept(form).expect(303)]
    const back = async (agreed: typeof one, cookie: typeof one) => {
      const address = await signIn({ connectionId: id, authorizeUrl: locationOf(agreed), cookie: '' })
      return browser(scene().app, 'get', address).set('Cookie', flowCookie(cookie))
    }
    expect(locationOf(await back(one, other)).searchParams.get('status')).toBe('link-expired')
    await back(other, other)
    expect(await findConnection(scene().control.db, id)).toMatchObject({ state: 'connected' })
    expect((await consentEvents(scene().control.db, id)).map(({ event }) => event)).toEqual(['granted'])
  })

  test('of a plan page that was open overnight changes nothing, and says so', async () => {
    const { vehicleId, planUrl } = await connect(scene())
    await look(scene())
    const address = new URL(planUrl)
    address.searchParams.set('lang', language)
    const page = await browser(scene().app, 'get', address.href).expect(200)
    const form = formOn(page.text, '/charge-now?')
    scene().processClock.pass(12 * 60 + 1)
    const late = await browser(scene().app, 'post', form).expect(410)
    for (const told of [titles.expired, texts.expired]) expect(late.text).toContain(told)
    expect(await findOverride(scene().control.db, vehicleId)).toBeUndefined()
  })
})
