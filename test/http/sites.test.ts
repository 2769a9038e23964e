import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { findSite } from '../../src/sites/site-store.ts'
import { api, begin, connectionBody, problemIn } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()
const post = (body: unknown) =>
  api(scene().app, 'post', '/v1/connections').send(JSON.stringify(body)).type('json')
const begunSchema = z.object({ siteId: z.uuid() })

async function siteOf(changes: Readonly<Record<string, unknown>>) {
  const { siteId } = begunSchema.parse((await post(connectionBody(changes)).expect(201)).body)
  return { siteId, site: await findSite(scene().control.db, siteId) }
}

describe('a site', () => {
  test('is told by the retailer without any address', async () => {
    const { site } = await siteOf({
      address: undefined,
      site: {
        biddingZone: 'NO3',
        municipality: '5007',
        gridCompany: 'tensio-tn',
        contract: { kind: 'norgespris', surcharge: 0.04 },
        isHolidayHome: true,
        gridLimitKw: 17,
        driverLimitKw: 9,
      },
    })
    expect(site).toMatchObject({
      biddingZone: 'NO3',
      county: '50',
      gridCompany: 'tensio-tn',
      contract: { kind: 'norgespris', surcharge: 0.04 },
      isHolidayHome: true,
      gridLimitKw: 17,
      driverLimitKw: 9,
    })
  })

  test('may lie in any bidding zone', async () => {
    const { site } = await siteOf({ address: undefined, site: { biddingZone: 'SE3' } })
    expect(site).toMatchObject({ biddingZone: 'SE3', county: null, timeZone: 'Europe/Stockholm' })
  })

  test('is shared by cars under one reference, which is kept as a hash only', async () => {
    const reference = 'meter-4711'
    const first = await siteOf({ site: { reference } })
    const second = await siteOf({ driverId: 'driver-ola', site: { reference, gridLimitKw: 17 } })
    const third = await siteOf({ driverId: 'driver-per', site: { reference: 'meter-4712' } })
    expect(second.siteId).toBe(first.siteId)
    expect(second.site).toMatchObject({ gridLimitKw: 17 })
    expect(third.siteId).not.toBe(first.siteId)
    const rows = await scene().control.db.selectFrom('site').selectAll().execute()
    expect(rows.filter(({ reference_hash: hash }) => hash !== null)).toHaveLength(2)
    expect(JSON.stringify(rows)).not.toContain(reference)
  })

  test('keeps what was told of it before, where a second car says nothing about it', async () => {
    const told = {
      reference: 'meter-4711',
      contract: { kind: 'norgespris', surcharge: 0.04 },
      gridLimitKw: 17,
    }
    await siteOf({ site: told })
    const { site } = await siteOf({
      driverId: 'driver-ola',
      address: undefined,
      site: { reference: 'meter-4711', gridLimitKw: null, driverLimitKw: 9 },
    })
    expect(site).toMatchObject({
      municipality: '4204',
      contract: told.contract,
      gridLimitKw: null,
      driverLimitKw: 9,
    })
  })

  test('is asked for where a postal code has several zones, with what it may be', async () => {
    const problem = problemIn(await post(connectionBody({ address: { postalCode: '5470', country: 'NO' } })))
    expect(problem).toMatchObject({ status: 422, code: 'place-ambiguous', resolution: 'fix_request' })
    const [zone, company] = problem.errors ?? []
    expect(zone).toEqual({
      pointer: '/site/biddingZone',
      message: 'biddingZone is not told by the place: expected one of: NO2, NO5.',
    })
    expect(company?.pointer).toBe('/site/gridCompany')
    expect(company?.message).toMatch(
      /expected one of: bkk, .*, fagne, .*; another id, or null if it is not known\.$/,
    )
    expect(JSON.stringify(problem)).not.toContain('5470')
    const site = { biddingZone: 'NO5', gridCompany: null }
    const told = await siteOf({ address: { postalCode: '5470', country: 'NO' }, site })
    expect(told.site).toMatchObject({ biddingZone: 'NO5', municipality: '4617', gridCompany: '' })
  })

  test('is asked for in full where neither address nor site is sent', async () => {
    const problem = problemIn(await post(connectionBody({ address: undefined })))
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual([
      '/site/biddingZone',
      '/site/municipality',
      '/site/gridCompany',
    ])
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['a zone that is none', { biddingZone: 'NO9' }, '/site/biddingZone'],
    ['a municipality by name', { municipality: 'Narvik' }, '/site/municipality'],
    ['a municipality abroad', { biddingZone: 'SE3', municipality: '1806' }, '/site/municipality'],
    ['a grid company by name', { gridCompany: 'Glitre Nett' }, '/site/gridCompany'],
    ['a contract that is none', { contract: { kind: 'flat' } }, '/site/contract/kind'],
    ['no power', { gridLimitKw: 0 }, '/site/gridLimitKw'],
    ['a position', { latitude: 58.1 }, '/site/latitude'],
  ])('is refused with %s', async (_, site, pointer) => {
    const problem = problemIn(await post(connectionBody({ site })))
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
    expect(problem.errors?.map((fault) => fault.pointer)).toEqual([pointer])
  })

  test('is refused under a reference that is no pseudonym, without repeating it', async () => {
    const answer = await post(connectionBody({ site: { reference: 'Granittveien 417' } }))
    expect(problemIn(answer).errors?.[0]).toMatchObject({ pointer: '/site/reference' })
    expect(answer.text).not.toContain('Granitt')
  })

  test('is refused in a municipality that is none', async () => {
    const problem = problemIn(await post(connectionBody({ site: { municipality: '1601' } })))
    expect(problem).toMatchObject({ code: 'unknown-place', errors: [{ pointer: '/site/municipality' }] })
  })
})

describe('a metering point', () => {
  const ID = '707057500012345678'
  const WIDE = '７０７０５７５０００１２３４５６７８'
  const MARKED = '7070~5750~0012~3456\u200b78'
  const anywhere: readonly [string, () => ReturnType<typeof api>][] = [
    ['the driver’s pseudonym', () => post(connectionBody({ driverId: ID }))],
    ['the reference of a site', () => post(connectionBody({ site: { reference: ID } }))],
    [
      'a street',
      () => post(connectionBody({ address: { postalCode: '4613', street: `Mp ${ID}`, country: 'NO' } })),
    ],
    ['a number', () => api(scene().app, 'post', '/v1/connections').send(`{"driverId":${ID}}`).type('json')],
    ['the name of a member', () => post(connectionBody({ site: { [ID]: true } }))],
    ['a deep member', () => post({ site: { contract: { gridCharge: { windows: [{ name: ID }] } } } })],
    ['a path', () => api(scene().app, 'post', `/v1/sites/${ID}/consumption`).send({ readings: [] })],
    [
      'a path with spaces',
      () => api(scene().app, 'get', '/v1/sites/7070%205750%200012%20345678/consumption'),
    ],
    [
      'a path in wide digits',
      () => api(scene().app, 'get', `/v1/sites/${encodeURIComponent(WIDE)}/consumption`),
    ],
    [
      'a query beside an escape that is none',
      () => api(scene().app, 'get', `/v1/connections?driverId=%37070%2D5750%2D0012%2D345678&x=%E0%A4`),
    ],
    ['a reference with marks between', () => post(connectionBody({ site: { reference: MARKED } }))],
    ['a query', () => api(scene().app, 'get', `/v1/connections?driverId=${ID}`)],
  ]

  test.each(anywhere)('is refused in %s, and not repeated', async (_, send) => {
    const answer = await send()
    const problem = problemIn(answer)
    expect(problem).toMatchObject({ status: 422, code: 'metering-point-refused', resolution: 'fix_request' })
    expect(problem.detail).toContain('18 digits that begin with 7070575')
    expect(answer.text).not.toContain('12345678')
    expect(answer.text.normalize('NFKC')).not.toMatch(/1\D*2\D*3\D*4\D*5\D*6\D*7\D*8/)
    expect(scene().log.join('\n')).not.toContain('12345678')
  })

  test('leaves requests without one alone', async () => {
    await begin(scene(), { driverId: '12345678901234567890' })
  })
})
