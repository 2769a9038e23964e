import { subHours, subMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { findReadings } from '../../src/sites/consumption-store.ts'
import { api, connect, problemIn } from './requests.ts'
import { DUSK, useScene } from './scene.ts'
import { agreeToConsumption, NOTICE, siteOf } from './site-requests.ts'

const scene = useScene()
const hours = (back: number): string => subHours(DUSK, back).toISOString()

interface Home {
  readonly connectionId: string
  readonly siteId: string
  readonly path: string
  readonly consent: string
}

/** A driver with a connected car, who has not yet agreed that consumption is read. */
async function connected(): Promise<Home> {
  const { connectionId } = await connect(scene())
  const siteId = await siteOf(scene(), connectionId)
  const path = `/v1/sites/${siteId}/consumption`
  return { connectionId, siteId, path, consent: `/v1/connections/${connectionId}/consents/consumption` }
}

async function agreed(): Promise<Home> {
  const home = await connected()
  await agreeToConsumption(scene(), home.connectionId)
  return home
}

const post = ({ path }: Home, readings: unknown) => api(scene().app, 'post', path).send({ readings })
const stored = ({ siteId }: Home) => findReadings(scene().control.db, siteId)

describe('readings of consumption', () => {
  test('are stored, and leave the highest day and the profile', async () => {
    const home = await agreed()
    const readings = [
      { start: hours(4), end: hours(3), importKwh: 2 },
      { start: hours(3), end: hours(2), importKwh: 4 },
      { at: hours(1), importKw: 6.5 },
    ]
    await post(home, readings).expect(200, { readings: 3 })
    expect(await stored(home)).toHaveLength(3)
    const answer = await api(scene().app, 'get', home.path).expect(200)
    // Dusk is 17:05 in Oslo: the whole hour between the two readings is the one from 14.
    expect(answer.body).toMatchObject({ consent: 'live', highestDays: [{ day: '2024-12-12' }] })
    const { highestDays, profileKw } = z
      .object({
        highestDays: z.array(z.object({ peakKw: z.number() })),
        profileKw: z.array(z.number().nullable()),
      })
      .parse(answer.body)
    expect(highestDays[0]?.peakKw).toBeCloseTo((55 * 4 + 5 * 2) / 60)
    expect(profileKw[14]).toBeCloseTo((55 * 4 + 5 * 2) / 60)
  })

  test('may be sent twice', async () => {
    const home = await agreed()
    const reading = { at: hours(1), importKw: 2 }
    await post(home, [reading, reading]).expect(200, { readings: 1 })
    await post(home, [reading]).expect(200, { readings: 1 })
    expect(await stored(home)).toHaveLength(1)
  })

  test.each<[string, unknown, string, string]>([
    ['none', [], '/readings', 'expected 1 to 500 readings'],
    ['too many', Array.from({ length: 501 }, () => ({})), '/readings', 'expected 1 to 500 readings'],
    ['one without a value', [{ at: hours(1) }], '/readings/0', 'in reading 0'],
    ['a mixture', [{ at: hours(1), importKwh: 1 }], '/readings/0', 'expected {at, importKw}'],
    [
      'a negative power',
      [{ at: hours(1), importKw: -1 }],
      '/readings/0/importKw',
      'importKw is -1: expected',
    ],
    ['no number', [{ at: hours(1), importKw: '2' }], '/readings/0/importKw', 'importKw is "2": expected'],
    [
      'no offset',
      [{ at: '2024-12-12T15:00:00', importKw: 1 }],
      '/readings/0/at',
      'an instant with its offset',
    ],
    [
      'the future',
      [{ at: hours(-1), importKw: 1 }],
      '/readings/0/at',
      'expected no later than 2024-12-12T16:05',
    ],
    ['yesterday', [{ at: hours(25), importKw: 1 }], '/readings/0/at', 'expected at most 24 hours before now'],
    [
      'an end before the start',
      [{ start: hours(1), end: hours(2), importKwh: 1 }],
      '/readings/0/end',
      'after the start',
    ],
    [
      'two hours',
      [{ start: hours(3), end: hours(1), importKwh: 1 }],
      '/readings/0/end',
      'by 60 minutes at most',
    ],
    ['a position', [{ at: hours(1), importKw: 1, latitude: 58.1 }], '/readings/0/latitude', 'not known here'],
  ])('are refused if there is %s, naming the reading', async (_, readings, pointer, message) => {
    const problem = problemIn(await post(await agreed(), readings))
    expect(problem).toMatchObject({ code: 'validation-failed', status: 422 })
    expect(problem.errors?.[0]).toMatchObject({ pointer })
    expect(problem.errors?.[0]?.message).toContain(message)
  })

  test('are refused as a whole: of a wrong one among right ones nothing is stored', async () => {
    const home = await agreed()
    const right = { at: hours(1), importKw: 1 }
    const problem = problemIn(
      await post(home, [right, { at: hours(30), importKw: 1 }, { at: hours(2), importKw: -5 }]),
    )
    expect(problem.errors?.map(({ pointer }) => pointer)).toContain('/readings/2/importKw')
    expect(await stored(home)).toEqual([])
  })

  test('are refused if one time has two values', async () => {
    const home = await agreed()
    const problem = problemIn(
      await post(home, [
        { at: hours(1), importKw: 1 },
        { at: hours(1), importKw: 2 },
      ]),
    )
    expect(problem.errors?.[0]?.message).toContain('one value for the time of readings 0 and 1')
    expect(await stored(home)).toEqual([])
  })

  test('are taken from a clock that is a little ahead, and up to a day old', async () => {
    const home = await agreed()
    const readings = [
      { at: subMinutes(DUSK, -0.5).toISOString(), importKw: 1 },
      { at: hours(24), importKw: 1 },
    ]
    await post(home, readings).expect(200)
  })

  test.each(['nobody', '00000000-0000-4000-8000-000000000000', '%00', "'; drop table site"])(
    'are taken for no site under %s',
    async (id) => {
      const answer = await api(scene().app, 'post', `/v1/sites/${id}/consumption`).send({ readings: [] })
      expect(problemIn(answer)).toMatchObject({ status: 404, code: 'not-found' })
    },
  )
})

describe('consent to consumption', () => {
  const reading = [{ at: hours(1), importKw: 1 }]

  test('is its own: connecting a car does not give it, and the refusal says how to mend that', async () => {
    const home = await connected()
    const problem = problemIn(await post(home, reading))
    expect(problem).toMatchObject({
      status: 403,
      code: 'consumption-consent-missing',
      resolution: 'fix_request',
    })
    expect(problem.detail).toContain('PUT /v1/connections/{id}/consents/consumption')
    expect(await stored(home)).toEqual([])
  })

  test('is withdrawn apart from the others, and everything that was learnt goes with it', async () => {
    const home = await agreed()
    await post(home, [{ start: hours(4), end: hours(3), importKwh: 2 }, ...reading]).expect(200)
    await api(scene().app, 'delete', home.consent).expect(204)
    await api(scene().app, 'delete', home.consent).expect(204)
    expect(problemIn(await post(home, reading)).code).toBe('consumption-consent-missing')
    const answer = await api(scene().app, 'get', home.path).expect(200)
    expect(answer.body).toEqual({ consent: 'none', highestDays: [], profileKw: null, profileSpreadKw: null })
    const connection = await api(scene().app, 'get', `/v1/connections/${home.connectionId}`).expect(200)
    expect(connection.body).toMatchObject({ state: 'connected' })
    await api(scene().app, 'put', home.consent).send(NOTICE).expect(204)
    await post(home, reading).expect(200)
  })

  test('ends with the connection', async () => {
    const home = await agreed()
    await withdrawConsent(scene().control, home.connectionId)
    expect(problemIn(await post(home, reading)).code).toBe('consumption-consent-missing')
    const again = await api(scene().app, 'put', home.consent).send(NOTICE)
    expect(problemIn(again)).toMatchObject({ status: 403, code: 'consent-missing' })
  })

  test('is in the ledger, with what the driver saw', async () => {
    const home = await agreed()
    await api(scene().app, 'put', home.consent).send(NOTICE).expect(204)
    await api(scene().app, 'delete', home.consent).expect(204)
    const { db } = scene().control
    const events = await db
      .selectFrom('consent_event')
      .select(['event', 'purposes', 'notice_hash'])
      .where('notice_hash', '=', NOTICE.noticeHash)
      .orderBy('event')
      .execute()
    expect(events).toEqual([
      {
        event: 'granted',
        purposes: 'plan-charging control-charging measure-performance consumption',
        notice_hash: NOTICE.noticeHash,
      },
      { event: 'withdrawn', purposes: 'consumption', notice_hash: NOTICE.noticeHash },
    ])
  })

  test.each<[string, unknown, string]>([
    ['a hash that is none', { ...NOTICE, noticeHash: 'abc' }, '/noticeHash'],
    ['no version', { ...NOTICE, noticeVersion: undefined }, '/noticeVersion'],
    ['another language', { ...NOTICE, language: 'sv' }, '/language'],
    ['a name', { ...NOTICE, name: 'Kari' }, '/name'],
  ])('is refused with %s', async (_, body, pointer) => {
    const home = await connected()
    const problem = problemIn(
      await api(scene().app, 'put', home.consent).send(JSON.stringify(body)).type('json'),
    )
    expect(problem.errors?.[0]?.pointer).toBe(pointer)
  })
})
