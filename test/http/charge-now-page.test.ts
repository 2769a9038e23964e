import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { findOverride } from '../../src/control/intent-store.ts'
import { api, browser, connect, formOn, locationOf, look } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()

async function visit() {
  const { planUrl, vehicleId } = await connect(scene())
  await look(scene())
  const at = (query: string): string => planUrl.replace('?', `/charge-now?${query}&`)
  return {
    vehicleId,
    running: () => findOverride(scene().control.db, vehicleId),
    open: async (query: string) => (await browser(scene().app, 'get', at(query)).expect(200)).text,
    pause: () =>
      browser(scene().app, 'post', planUrl.replace('?', '/pause?')).send('pausedUntil=').expect(303),
    send: (fields: string) => browser(scene().app, 'post', at('')).send(fields).expect(303),
    follow: async (url: URL) => (await browser(scene().app, 'get', url.href).expect(200)).text,
  }
}

describe('charge now with an end', () => {
  test('is reached from the plan, and shows no cost before a choice was made', async () => {
    const { planUrl } = await connect(scene())
    await look(scene())
    const plan = (await browser(scene().app, 'get', planUrl).expect(200)).text
    const link = /href="([^"]*\/charge-now[^"]*)"/.exec(plan)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const { text } = await browser(scene().app, 'get', link).expect(200)
    expect(text).toContain('Charge until')
    expect(text).not.toContain('id="quote"')
  })

  test('shows the extra cost that the API quotes, begins nothing, and begins when confirmed', async () => {
    const { vehicleId, open, running, send } = await visit()
    const text = await open('until=time&hours=2&targetPercent=80')
    const quote = await api(
      scene().app,
      'get',
      `/v1/vehicles/${vehicleId}/charge-now/quote?until=time&hours=2`,
    ).expect(200)
    const { extraCost } = z.object({ extraCost: z.number() }).parse(quote.body)
    expect(extraCost).toBeGreaterThan(1)
    expect(text).toMatch(new RegExp(`It costs about NOK\\s${extraCost.toFixed(2)} more than the plan`))
    expect(text).toContain('Charging ends at about Thu 12 Dec, 19:05.')
    expect(await running()).toBeUndefined()
    expect(formOn(text, '/charge-now')).toContain('link=')
    await send('until=time&hours=2')
    expect(await running()).toMatchObject({
      kind: 'charge-now',
      end: { until: 'time', endsAt: new Date('2024-12-12T18:05:00Z') },
    })
  })

  test.each([
    ['until=target&targetPercent=85', { until: 'target', targetPercent: 85 }],
    ['until=unplugged', { until: 'unplugged' }],
    ['until=time&hours=1,5', { until: 'time', endsAt: new Date('2024-12-12T17:35:00Z') }],
    ['', { until: 'target' }],
  ])('"%s" is what rules', async (fields, end) => {
    const { running, send } = await visit()
    await send(fields)
    expect(await running()).toMatchObject({ kind: 'charge-now', end })
  })

  test.each([
    ['until=time&hours=25', 'hours', 'value="25"'],
    ['until=time&hours=soon', 'hours', 'value="soon"'],
    ['until=time&hours=', 'hours', 'name="hours"\n    value=""'],
    ['until=time&targetPercent=70&hours=0', 'hours', 'value="70"'],
    ['until=time&hours=2&hours=3', 'hours', 'value="2, 3"'],
    ['until=target&targetPercent=101', 'targetPercent', 'value="101"'],
    ['until=target&targetPercent=80&targetPercent=90', 'targetPercent', 'value="80, 90"'],
    ['until=target&targetPercent=0000000000085', 'targetPercent', 'value="00000000000"'],
    ['until=tomorrow&hours=3', 'until', 'value="3"'],
    ['until=&targetPercent=85', 'until', 'value="85"'],
    ['until=time&until=time&hours=3', 'until', 'value="3"'],
    ['until=target&until=unplugged&targetPercent=85', 'until', 'value="85"'],
    ['until=Time&hours=3', 'until', 'value="3"'],
    ['hours=3', 'until', 'value="3"'],
  ])('"%s" is said to be wrong beside its field, and costs nothing', async (fields, field, kept) => {
    const { follow, open, running, send } = await visit()
    for (const text of [await open(fields), await follow(locationOf(await send(fields)))]) {
      expect(text).toContain(`id="${field}-fault"`)
      expect(text).toContain(kept)
      expect(text).not.toContain('id="quote"')
    }
    expect(await running()).toBeUndefined()
  })

  test.each(['utnil=time&hours=3', 'until=time&hours=3&now=1', 'until[]=time&hours=3'])(
    '"%s" is a choice that nobody made',
    async (fields) => {
      const { follow, running, send } = await visit()
      const text = await follow(locationOf(await send(fields)))
      expect(text).toContain('id="until-fault"')
      expect(text).not.toContain('checked')
      expect(await running()).toBeUndefined()
    },
  )

  test.each([
    ['until=target&targetPercent=95', 'own limit is lower'],
    ['until=target&targetPercent=1', 'charged that far already'],
    ['', 'Smart charging is paused'],
  ])('"%s" is refused with what to do', async (fields, sentence) => {
    const { follow, pause, running, send } = await visit()
    if (fields === '') await pause()
    const text = await follow(locationOf(await send(fields)))
    expect(text).toContain(sentence)
    expect(await running()).toBeUndefined()
  })
})
