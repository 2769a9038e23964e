import { describe, expect, test } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { findOverride } from '../../src/control/intent-store.ts'
import { createLinks } from '../../src/http/links.ts'
import { projectSessions } from '../../src/sessions/project-sessions.ts'
import { endWithdrawn } from '../../src/vehicles/end-withdrawn.ts'
import { findPolicy } from '../../src/vehicles/policy-store.ts'
import { begin, browser, connect, formOn, locationOf, look, type Connected } from './requests.ts'
import { PUBLIC, useScene } from './scene.ts'

const scene = useScene()
const page = (url: string) => browser(scene().app, 'get', url)

async function planned(): Promise<Connected> {
  const connected = await connect(scene())
  await look(scene())
  return connected
}

/** Plays the loop in steps of ten minutes. */
async function play(vehicleId: string, hours: number): Promise<void> {
  for (let step = 0; step < hours * 6; step++) {
    scene().clock.pass(10)
    await look(scene())
  }
  await projectSessions(scene().control, vehicleId)
}

describe('the plan page', () => {
  test('shows why the car waits, the plan and what it saves', async () => {
    const { planUrl } = await planned()
    const { text, headers } = await page(planUrl).expect(200)
    expect(headers['cache-control']).toBe('no-store')
    expect(text).toContain('Waiting for lower prices.')
    expect(text).toContain('Model 3, 60 kWh')
    expect(text).toMatch(/You save NOK\s[\d.]+/)
    expect(text).toContain('incl. VAT, with grid charge')
    expect(text).toContain('<svg')
    expect(text).toMatch(/Why this\?[\s\S]*The plan has the car ready at \d\d:\d\d\./)
    expect(text).not.toContain('provisional')
  })

  test('counts what was charged and what is still planned, so that the night does not shrink', async () => {
    const { planUrl, vehicleId } = await planned()
    const before = sumsOn((await page(planUrl)).text)
    await play(vehicleId, 11)
    const midway = (await page(planUrl)).text
    expect(midway).toMatch(/<td>(running|done)<\/td>/)
    const after = sumsOn(midway)
    expect(after.baseline / before.baseline).toBeGreaterThan(0.85)
    expect(after.baseline / before.baseline).toBeLessThan(1.15)
    expect(after.cost).toBeLessThan(after.baseline)
  })

  test('still shows the night when the car has left', async () => {
    const { planUrl, vehicleId } = await planned()
    await play(vehicleId, 15)
    const { text } = await page(planUrl).expect(200)
    expect(text).toContain('The car is not plugged in.')
    expect(sumsOn(text).cost).toBeLessThan(sumsOn(text).baseline)
  })

  test('names nobody outside the sandbox', async () => {
    const { planUrl } = await planned()
    const { pathname, search } = new URL(planUrl)
    const answer = await browser(scene().appWith({ sandbox: null }), 'get', pathname + search).expect(200)
    expect(answer.text).toContain('Tesla')
    expect(answer.text).not.toContain('Kari')
  })

  test('opens with its own link only, for twelve real hours', async () => {
    const { planUrl, vehicleId, connectionId } = await planned()
    await page(`/vehicles/${vehicleId}`).expect(404)
    await page(planUrl.replace(vehicleId, connectionId)).expect(404)
    const { consentUrl } = await begin(scene(), { driverId: 'driver-ola' })
    await page(`/vehicles/${vehicleId}${new URL(consentUrl).search}`).expect(404)
    const { kek } = scene().control
    const links = createLinks({ kek, publicUrl: new URL(PUBLIC), clock: scene().processClock })
    const ofAnother = await links.plan('00000000-0000-4000-8000-000000000000')
    await page(`/vehicles/${vehicleId}${ofAnother.search}`).expect(404)
    await browser(scene().app, 'post', `/vehicles/${vehicleId}/withdraw${ofAnother.search}`).expect(404)
    scene().processClock.pass(12 * 60 - 1)
    await page(planUrl).expect(200)
    scene().processClock.pass(2)
    await page(planUrl).expect(410)
  })
})

describe('the forms on the plan page', () => {
  test('charge now, and take it back', async () => {
    const { planUrl, vehicleId } = await planned()
    const { db } = scene().control
    const on = await browser(scene().app, 'post', formOn((await page(planUrl)).text, '/charge-now')).expect(
      303,
    )
    expect(locationOf(on).pathname).toBe(`/vehicles/${vehicleId}`)
    expect(await findOverride(db, vehicleId)).toMatchObject({ kind: 'charge-now' })
    const charging = await page(locationOf(on).href).expect(200)
    expect(charging.text).toContain('Starting to charge because you chose “Charge now”.')
    await browser(scene().app, 'post', formOn(charging.text, '/cancel-charge-now')).expect(303)
    expect(await findOverride(db, vehicleId)).toBeUndefined()
  })

  test('lead to what stands in the way when the car is not plugged in', async () => {
    const { planUrl, vehicleId } = await planned()
    const form = formOn((await page(planUrl)).text, '/charge-now')
    await play(vehicleId, 15)
    expect((await page(planUrl)).text).toContain('The car is not plugged in. Plug it in')
    const answer = await browser(scene().app, 'post', form).expect(303)
    expect((await page(locationOf(answer).href)).text).toContain('The car is not plugged in.')
    expect(await findOverride(scene().control.db, vehicleId)).toBeUndefined()
  })

  test('change what the driver wants, and leave the rest of the policy alone', async () => {
    const { planUrl, vehicleId } = await planned()
    const form = formOn((await page(planUrl)).text, '/policy')
    const answer = await browser(scene().app, 'post', form)
      .send('target=90&minimum=30&readyBy=06:30')
      .expect(303)
    expect((await page(locationOf(answer).href)).text).toContain('Saved.')
    expect(await findPolicy(scene().control.db, vehicleId)).toEqual({
      targetPercent: 90,
      minimumPercent: 30,
      readyBy: '06:30',
      timeZone: 'Europe/Oslo',
      paused: false,
      maxStarts: null,
      minimumRunMinutes: null,
      version: 2,
    })
  })

  test.each([
    ['target=0&minimum=0&readyBy=07:00', ['target']],
    ['target=101&minimum=20&readyBy=07:00', ['target']],
    ['target=80&minimum=90&readyBy=07:00', ['minimum']],
    ['target=80&minimum=20&readyBy=25:00', ['readyBy']],
    ['target=eighty&minimum=-1&readyBy=7', ['target', 'minimum', 'readyBy']],
    ['target=80&minimum=20', ['readyBy']],
    ['', ['target', 'minimum', 'readyBy']],
    ['target=80&minimum=20&readyBy=07:00&version=9', ['target', 'minimum', 'readyBy']],
  ])('refuse "%s" and point at the field', async (sent, fields) => {
    const { planUrl, vehicleId } = await planned()
    const form = formOn((await page(planUrl)).text, '/policy')
    const { text } = await browser(scene().app, 'post', form).send(sent).expect(422)
    for (const field of ['target', 'minimum', 'readyBy']) {
      expect(text.includes(`id="${field}-fault"`)).toBe(fields.includes(field))
    }
    expect(await findPolicy(scene().control.db, vehicleId)).toMatchObject({ version: 1 })
  })

  test.each([
    '/charge-now',
    '/cancel-charge-now',
    '/policy',
    '/week',
    '/exceptions',
    '/remove-exception',
    '/pause',
    '/resume',
    '/test-charge',
    '/withdraw',
  ])('are taken with the link only, and from our own page: %s', async (action) => {
    const { planUrl, vehicleId, connectionId } = await planned()
    const form = new URL(planUrl)
    form.pathname += action
    await browser(scene().app, 'post', form.pathname).expect(404)
    await browser(scene().app, 'post', form.href).set('Sec-Fetch-Site', 'cross-site').expect(403)
    expect(await findOverride(scene().control.db, vehicleId)).toBeUndefined()
    expect(await findConnection(scene().control.db, connectionId)).toMatchObject({ state: 'connected' })
  })
})

describe('withdrawing', () => {
  test('asks once, then takes effect and tells how far it has come', async () => {
    const { planUrl, vehicleId, connectionId } = await planned()
    await play(vehicleId, 1)
    const link =
      /href="([^"]*\/withdraw[^"]*)"/.exec((await page(planUrl)).text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const asked = await page(link).expect(200)
    expect(asked.text).toContain('Withdraw consent?')
    const answer = await browser(scene().app, 'post', formOn(asked.text, '/withdraw')).expect(303)
    const state = async () => (await findConnection(scene().control.db, connectionId))?.state
    expect(await state()).toBe('withdrawing')
    expect((await page(locationOf(answer).href)).text).toContain('this takes a minute at most')
    await play(vehicleId, 0.5)
    await endWithdrawn(scene().control)
    expect(await state()).toBe('withdrawn')
    const done = await page(locationOf(answer).href).expect(200)
    expect(done.text).toMatch(/The car has been released|did not confirm its release/)
    expect(done.text).toMatch(/Receipt: [0-9a-f-]{36}/)
    expect((await page(planUrl)).text).toContain('You have withdrawn your consent.')
    await browser(scene().app, 'post', planUrl.replace('?', '/charge-now?')).expect(403)
  })

  test('is not needed for a car that was never held back', async () => {
    const { planUrl } = await connect(scene())
    const form = planUrl.replace('?', '/withdraw?')
    await browser(scene().app, 'post', form).expect(303)
    await look(scene())
    const answer = await page(form).expect(200)
    expect(answer.text).toContain('Consent withdrawn')
  })
})

/** The two sums of the savings section, NOK. */
function sumsOn(text: string): { cost: number; baseline: number } {
  const section = /<section[^>]*id="savings"[\s\S]*?<\/section>/.exec(text)?.[0] ?? ''
  const [cost, baseline] = [...section.matchAll(/<dd>NOK\s([\d.,]+)<\/dd>/g)].map((match) =>
    Number(match[1]?.replaceAll(',', '')),
  )
  if (cost === undefined || baseline === undefined) throw new Error('The page shows no sums')
  return { cost, baseline }
}
