import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { api, browser, connect, look, problemIn } from './requests.ts'
import { HANDED_OVER, useScene } from './scene.ts'

const scene = useScene()

const storySchema = z.strictObject({
  at: z.string(),
  wanted: z.string(),
  why: z.string(),
  sent: z.string().nullable(),
  knew: z.string(),
  then: z.string(),
})
const pageSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      decidedAt: z.iso.datetime(),
      lastAt: z.iso.datetime(),
      passes: z.number(),
      knew: z.looseObject({ socPercent: z.number().nullable(), status: z.string().nullable() }),
      decided: z.looseObject({ desired: z.string().nullable(), reason: z.looseObject({ code: z.string() }) }),
      nextDue: z.iso.datetime().nullable(),
      sent: z.looseObject({ kind: z.string(), outcome: z.string().nullable() }).nullable(),
      text: z.strictObject({ nb: storySchema, en: storySchema }),
    }),
  ),
  next: z.string(),
})

/** A car that charged when it was plugged in, and was told to wait. */
async function heldCar() {
  const connected = await connect(scene())
  for (const minutes of [0, 2, 2]) {
    scene().clock.pass(minutes)
    await look(scene())
  }
  return connected
}

async function ask(vehicleId: string, query = '') {
  const answer = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}/decisions${query}`).expect(200)
  return pageSchema.parse(answer.body)
}

describe('the decisions of a vehicle', () => {
  test('say what was known, wanted and sent, and what came back', async () => {
    const { vehicleId } = await heldCar()
    const { items } = await ask(vehicleId)
    const stopped = items.find(({ sent }) => sent !== null)
    expect(stopped).toMatchObject({
      knew: { consent: 'live', status: 'charging', atHome: true },
      decided: { desired: 'HOLD', cause: 'price', reason: { code: 'waiting_for_lower_price' } },
      sent: { kind: 'stop', outcome: 'done' },
    })
    expect(stopped?.text.en.wanted).toBe('The car was to wait.')
    expect(stopped?.text.en.sent).toMatch(/^Told the car to stop; it worked, seen at \d\d:\d\d\.$/)
    expect(stopped?.text.nb.sent).toMatch(/^Ba bilen om å stoppe; det virket, sett kl\.\s\d\d:\d\d\.$/)
    expect(stopped?.text.nb.why).toMatch(/^Venter på lavere priser\./)
  })

  test('are read page by page, and by time', async () => {
    const { vehicleId } = await heldCar()
    const all = await ask(vehicleId)
    expect(all.items.length).toBeGreaterThan(1)
    const first = await ask(vehicleId, '?limit=1')
    const rest = await ask(vehicleId, `?after=${first.next}`)
    expect([...first.items, ...rest.items]).toEqual(all.items)
    expect(await ask(vehicleId, `?after=${rest.next}`)).toEqual({ items: [], next: rest.next })
    expect((await ask(vehicleId, '?until=2024-12-01T00:00:00Z')).items).toEqual([])
  })

  test.each([
    ['from=yesterday', '/from', 'from is "yesterday": expected an instant'],
    ['limit=201', '/limit', 'limit is "201": expected a whole number from 1 to 200'],
    ['after=-1', '/after', 'after is "-1": expected "next"'],
    ['from=2024-12-12T10:00:00Z&until=2024-12-12T10:00:00Z', '/until', 'later than from'],
  ])('with %s are refused in words', async (query, pointer, words) => {
    const { vehicleId } = await connect(scene())
    const problem = problemIn(await api(scene().app, 'get', `/v1/vehicles/${vehicleId}/decisions?${query}`))
    expect(problem.status).toBe(422)
    expect(problem.errors?.[0]).toMatchObject({ pointer })
    expect(problem.detail).toContain(words)
  })

  test('of a vehicle that is not there are not found', async () => {
    await api(scene().app, 'get', '/v1/vehicles/another/decisions').expect(404)
  })
})

describe('the page of decisions', () => {
  const opened = async (planUrl: string, lang: string): Promise<string> => {
    const url = new URL(planUrl)
    url.pathname += '/why'
    url.searchParams.set('lang', lang)
    return (await browser(scene().app, 'get', url.href).expect(200)).text
  }

  test('tells the night, newest first, in both languages', async () => {
    const { planUrl } = await heldCar()
    const page = await opened(planUrl, 'nb')
    expect(page).toContain('<h1>Hva som ble bestemt, og hvorfor</h1>')
    expect(page).toContain('Ba bilen om å stoppe; det virket')
    const times = [...page.matchAll(/<time datetime="([^"]+)"/g)].map(([, at]) => at)
    expect(times.length).toBeGreaterThan(1)
    expect(times).toEqual(times.toSorted().toReversed())
    expect(await opened(planUrl, 'en')).toContain('Told the car to stop; it worked')
  })

  test('says so when nothing was decided', async () => {
    const { planUrl } = await connect(scene())
    expect(await opened(planUrl, 'en')).toContain('Nothing was decided for the car in the last two days.')
  })

  test('is reached from the plan, opens for the holder of its link alone, and names nobody', async () => {
    const { planUrl, vehicleId } = await heldCar()
    const plan = await browser(scene().app, 'get', planUrl).expect(200)
    expect(plan.text).toContain(`href="/vehicles/${vehicleId}/why?link=`)
    await browser(scene().app, 'get', `/vehicles/${vehicleId}/why`).expect(404)
    const page = await opened(planUrl, 'en')
    for (const secret of Object.values(HANDED_OVER)) expect(page).not.toContain(secret)
    expect(page).not.toContain('5YJ3E1EA0TEST')
  })
})
