import { addHours, subDays } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { api, connect, look, problemIn } from './requests.ts'
import { DUSK, useScene } from './scene.ts'
import { siteOf } from './site-requests.ts'

const scene = useScene()

async function home(changes: Readonly<Record<string, unknown>> = {}) {
  const { connectionId } = await connect(scene(), changes)
  const id = await siteOf(scene(), connectionId)
  return { id, path: `/v1/sites/${id}` }
}

type Home = Awaited<ReturnType<typeof home>>

const put = ({ path }: Pick<Home, 'path'>, body: unknown) =>
  api(scene().app, 'put', `${path}/month-to-date`).send(JSON.stringify(body)).type('json')
const dueAt = () => scene().control.db.selectFrom('vehicle_due').select('due_at').executeTakeFirstOrThrow()

const costsSchema = z.object({
  costs: z.array(z.object({ start: z.coerce.date(), components: z.object({ support: z.number() }) })),
})

/** The hours of today in which the state pays a part. */
async function supportedHours({ id }: Home): Promise<Date[]> {
  const answer = await api(scene().app, 'get', `/v1/prices?siteId=${id}&day=2024-12-12`).expect(200)
  return costsSchema
    .parse(answer.body)
    .costs.flatMap(({ start, components }) => (components.support < 0 ? [start] : []))
}

describe('a site', () => {
  test('shows what decides on its costs, in which currency, and that nothing of its bill is missing', async () => {
    const { id, path } = await home()
    expect((await api(scene().app, 'get', path).expect(200)).body).toEqual({
      id,
      biddingZone: 'NO2',
      currency: 'NOK',
      timeZone: 'Europe/Oslo',
      county: '42',
      municipality: '4204',
      gridCompany: 'glitre',
      contract: { kind: 'spot', surcharge: 0, support: true },
      billingResolution: 'PT60M',
      isHolidayHome: false,
      maxPowerKw: 22,
      gridLimitKw: null,
      driverLimitKw: null,
      monthsToDate: [],
      gaps: [],
    })
  })

  test('says what of its bill is not known, and what to do', async () => {
    const { path } = await home({ site: { gridCompany: null } })
    const shown = await api(scene().app, 'get', path).expect(200)
    expect(shown.body).toMatchObject({ gridCompany: null, gaps: [{ what: 'grid-tariff' }] })
    expect(shown.text).toContain('is not told')
  })

  test('that is none is not found', async () => {
    expect(problemIn(await api(scene().app, 'get', '/v1/sites/nowhere'))).toMatchObject({ status: 404 })
    expect(problemIn(await put({ path: '/v1/sites/nowhere' }, { kwh: 1, asOf: DUSK }))).toMatchObject({
      status: 404,
    })
  })
})

describe('consumption of the month', () => {
  test('above the cap ends strømstøtte from then on, and has the car looked at', async () => {
    const site = await home()
    const before = await supportedHours(site)
    expect(before.length).toBeGreaterThan(10)
    await look(scene())
    const { db } = scene().control
    await db
      .updateTable('vehicle_due')
      .set({ due_at: addHours(DUSK, 5) })
      .execute()
    const answer = await put(site, { kwh: 5000, asOf: '2024-12-12T17:00:00+01:00' }).expect(200)
    expect(answer.body).toEqual({ month: '2024-12', kwh: 5000, asOf: '2024-12-12T16:00:00.000Z' })
    const capped = new Date('2024-12-12T16:00:00Z')
    expect(await supportedHours(site)).toEqual(before.filter((start) => start < capped))
    expect((await dueAt()).due_at).toEqual(DUSK)
    const shown = await api(scene().app, 'get', site.path).expect(200)
    expect(shown.body).toMatchObject({ monthsToDate: [answer.body] })
  })

  test('below the cap changes nothing, and may be told again', async () => {
    const site = await home()
    const before = await supportedHours(site)
    for (const kwh of [4999, 4998]) await put(site, { kwh, asOf: DUSK }).expect(200)
    expect(await supportedHours(site)).toEqual(before)
  })

  test('of an earlier instant than what is known is refused, and what is known is kept', async () => {
    const site = await home()
    await put(site, { kwh: 4000, asOf: DUSK }).expect(200)
    const problem = problemIn(await put(site, { kwh: 9000, asOf: subDays(DUSK, 1) }))
    expect(problem).toMatchObject({
      status: 409,
      code: 'month-to-date-older',
      errors: [{ pointer: '/asOf' }],
    })
    expect(problem.detail).toContain(DUSK.toISOString())
    const shown = await api(scene().app, 'get', site.path).expect(200)
    expect(shown.body).toMatchObject({ monthsToDate: [{ kwh: 4000 }] })
  })

  test.each<[string, unknown, string, string]>([
    ['nothing', {}, '/kwh', 'kwh is missing'],
    [
      'less than nothing',
      { kwh: -1, asOf: DUSK },
      '/kwh',
      'kwh is -1: expected a number of kWh from 0 to 100000',
    ],
    ['watt-hours', { kwh: 4_200_000, asOf: DUSK }, '/kwh', 'expected a number of kWh'],
    ['no instant', { kwh: 1, asOf: '2024-12-12' }, '/asOf', 'expected an instant with its offset'],
    [
      'the future',
      { kwh: 1, asOf: addHours(DUSK, 1) },
      '/asOf',
      'expected no later than 2024-12-12T16:05:00.000Z',
    ],
    [
      'a month that is over long ago',
      { kwh: 1, asOf: '2024-10-31T12:00:00Z' },
      '/asOf',
      'expected an instant of 2024-11',
    ],
    ['a stranger', { kwh: 1, asOf: DUSK, month: '2024-12' }, '/month', 'month is not known here'],
  ])('is refused if it is %s, with what was expected', async (_, body, pointer, message) => {
    const problem = problemIn(await put(await home(), body))
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
    expect(problem.errors?.find((error) => error.pointer === pointer)?.message).toContain(message)
  })
})
