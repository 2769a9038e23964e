import { describe, expect, test } from 'vitest'
import { findPolicy } from '../../src/vehicles/policy-store.ts'
import { browser, connect, formOn, locationOf, look } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()

/** A driver at their page, who fills in a form and sends it. */
async function visit() {
  const { planUrl, vehicleId } = await connect(scene())
  await look(scene())
  const page = async () => (await browser(scene().app, 'get', planUrl).expect(200)).text
  return {
    page,
    policy: () => findPolicy(scene().control.db, vehicleId),
    send: async (form: string, fields: string) => {
      const url = planUrl.replace('?', `/${form}?`)
      return browser(scene().app, 'post', url).send(fields)
    },
  }
}

describe('the driver says over the page', () => {
  test('which weekdays differ, and takes it back', async () => {
    const { page, policy, send } = await visit()
    const fields = 'friday-readyBy=05:30&friday-target=90&saturday-none=on&monday-readyBy=&monday-target='
    const answer = await send('week', fields)
    expect(answer.status).toBe(303)
    expect(locationOf(answer).hash).toBe('#week')
    expect((await policy())?.departures?.weekdays).toEqual({
      friday: { readyBy: '05:30', targetPercent: 90 },
      saturday: { readyBy: null },
    })
    const shown = await page()
    expect(shown).toMatch(/name="friday-readyBy"[^>]*value="05:30"/)
    expect(shown).toMatch(/name="saturday-none"[^>]*checked/)
    expect(shown).not.toContain('Every day, local time.')
    await send('week', '')
    expect((await policy())?.departures).toBeUndefined()
    expect(await page()).toContain('Every day, local time.')
  })

  test('which dates differ, one by one, and removes one', async () => {
    const { page, policy, send } = await visit()
    await send('exceptions', 'date=2024-12-24&date-none=on&date-readyBy=&date-target=')
    await send('exceptions', 'date=2024-12-20&date-readyBy=04:15&date-target=100')
    expect((await policy())?.departures?.exceptions).toHaveLength(2)
    expect(await page()).toMatch(/Fri 20 Dec<\/time>: 100% by 04:15[\s\S]*Tue 24 Dec<\/time>: no departure/)
    await send('remove-exception', 'date=2024-12-24')
    expect((await policy())?.departures?.exceptions).toEqual([
      { date: '2024-12-20', readyBy: '04:15', targetPercent: 100 },
    ])
  })

  test('that charging is paused until a local time, and resumes before', async () => {
    const { page, policy, send } = await visit()
    await send('pause', 'pausedUntil=2024-12-14T18:00')
    expect(await policy()).toMatchObject({ paused: true, pausedUntil: new Date('2024-12-14T17:00:00Z') })
    await look(scene())
    expect(await page()).toContain('Smart charging is off until Sat 14 Dec, 18:00.')
    await send('resume', '')
    expect(await policy()).toMatchObject({ paused: false })
    await send('pause', 'pausedUntil=')
    expect(await policy()).toMatchObject({ paused: true })
    expect((await policy())?.pausedUntil).toBeUndefined()
  })

  test('that charging is paused for a year, and the page stays as short as before', async () => {
    const { page, send } = await visit()
    const before = await page()
    await send('pause', 'pausedUntil=2025-12-12T18:00')
    await look(scene())
    const paused = await page()
    expect(paused).toContain('Smart charging is off until')
    expect(paused.length).toBeLessThan(before.length * 1.5)
  })

  test('what holds every day, and the days that differ stay', async () => {
    const { policy, send } = await visit()
    await send('week', 'friday-readyBy=05:30')
    await send('policy', 'target=85&minimum=25&readyBy=06:45')
    expect(await policy()).toMatchObject({
      ...{ targetPercent: 85, minimumPercent: 25, readyBy: '06:45' },
      departures: { weekdays: { friday: { readyBy: '05:30' } } },
    })
  })
})

describe('what cannot be is not stored, and said beside its field', () => {
  const everyDayOff = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
    .map((day) => `${day}-none=on`)
    .join('&')
  const WRONG: readonly [form: string, fields: string, faulty: readonly string[], kept: string][] = [
    ['week', 'monday-readyBy=25:00', ['monday-readyBy'], 'value="25:00"'],
    ['week', 'tuesday-target=101&tuesday-readyBy=06:00', ['tuesday-target'], 'value="101"'],
    ['week', 'sunday-target=5', ['sunday-target'], 'value="5"'],
    ['week', everyDayOff, [], 'One weekday at least must have a departure.'],
    ['exceptions', 'date=2024-12-01&date-readyBy=07:00', ['date'], 'value="2024-12-01"'],
    ['exceptions', 'date=2024-02-31&date-readyBy=07:00', ['date'], 'value="2024-02-31"'],
    ['exceptions', 'date=2024-12-24', ['date-readyBy'], 'value="2024-12-24"'],
    ['exceptions', 'date=2024-12-24&date-readyBy=07:00&date-target=x', ['date-target'], 'value="x"'],
    ['pause', 'pausedUntil=2024-12-11T07:00', ['pausedUntil'], 'value="2024-12-11T07:00"'],
    ['pause', 'pausedUntil=9999-12-31T23:59', ['pausedUntil'], 'value="9999-12-31T23:59"'],
    ['pause', 'pausedUntil=2024-13-41T07:00', ['pausedUntil'], 'value="2024-13-41T07:00"'],
  ]

  test('a time, a target, a date, a week or an end that is none', async () => {
    const { policy, send } = await visit()
    for (const [form, fields, faulty, kept] of WRONG) {
      const answer = await send(form, fields)
      expect(answer.status, fields).toBe(422)
      expect(answer.text).toContain(kept)
      const found = [...answer.text.matchAll(/id="([^"]+)-fault"/g)].map(([, name]) => name)
      expect(found, fields).toEqual(faulty)
      // The page that came back leads on like any other.
      expect(formOn(answer.text, `/${form}`)).toContain('link=')
      expect(answer.text).toMatch(/class="language"\s+href="\/vehicles\/[\w-]+\?/)
    }
    expect(await policy()).toMatchObject({ version: 1, paused: false })
  })

  test('a date that is listed already', async () => {
    const { send } = await visit()
    await send('exceptions', 'date=2024-12-24&date-none=on')
    expect((await send('exceptions', 'date=2024-12-24&date-readyBy=07:00')).status).toBe(422)
  })
})
