import { sql } from 'kysely'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fleetOf, LISTED_MOST } from '../../src/control/fleet.ts'
import type { Database } from '../../src/database/database.ts'
import { api, browser, connect, look, type Connected } from './requests.ts'
import { API_KEY, HANDED_OVER, useScene } from './scene.ts'

const scene = useScene()

/** `count` cars like the one that is connected, each wanted the same of; every second one in trouble. */
async function copies({ vehicleId }: Connected, count: number): Promise<void> {
  const { db, clock } = scene().control
  const id = sql`'car-' || lpad(n::text, 4, '0')`
  const numbers = sql`generate_series(1, ${sql.lit(count)}) as n`
  await sql`
    insert into vehicle overriding user value
    select (jsonb_populate_record(one, jsonb_build_object('id', ${id}, 'vin_hash', md5(n::text) || md5(n::text),
      'reference_hash', md5(n::text) || md5(n::text)))).*
    from vehicle as one, ${numbers} where one.id = ${vehicleId}`.execute(db)
  await sql`
    insert into intent
    select (jsonb_populate_record(one, jsonb_build_object(
      'vehicle_id', ${id}, 'latest_start', ${clock.now()}::timestamptz + make_interval(mins => ${sql.lit(count)} - n)))).*
    from intent as one, ${numbers} where one.vehicle_id = ${vehicleId}`.execute(db)
  await sql`
    insert into incident (id, vehicle_id, kind, cause, desired, since, told_at)
    select 'incident-' || n, ${id}, 'trouble', 'no_answer', 'CHARGE', ${clock.now()}, ${clock.now()}
    from ${numbers} where n % 2 = 0`.execute(db)
}

/** One command of each outcome within the hour, one without an answer, and one of before. */
async function commandsOf({ vehicleId, connectionId }: Connected): Promise<void> {
  const { db, clock } = scene().control
  await sql`
    insert into command (id, vehicle_id, connection_id, epoch, attempt, kind, purpose, sent_at, outcome, confirmed_at)
    select 'command-' || n, ${vehicleId}, ${connectionId}, 900 + n, 1, 'start', 'intent',
      ${clock.now()}::timestamptz - make_interval(mins => n * 14),
      (array['done', 'refused', 'unknown', null, 'done'])[n],
      case when n in (1, 5) then ${clock.now()}::timestamptz end
    from generate_series(1, 5) as n`.execute(db)
}

/** How many statements an act sends to the database. */
async function statementsOf(act: (db: Database) => Promise<unknown>): Promise<number> {
  let count = 0
  const counted = scene().control.db.withPlugin({
    transformQuery: ({ node }) => {
      count += 1
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  })
  await act(counted)
  return count
}

const fleetSchema = z.looseObject({
  reasons: z.array(z.object({ reason: z.string().nullable(), cars: z.number() })),
  inTrouble: z.number(),
  troubles: z.array(z.object({ vehicleId: z.string(), cause: z.string(), latestStart: z.string() })),
  commands: z.object({ sent: z.number(), confirmed: z.number(), refused: z.number(), unknown: z.number() }),
})

/** What the app handed over, and the driver's pseudonym. */
const PERSONAL = [...Object.values(HANDED_OVER), 'driver-kari']

const signedIn = (path: string) =>
  browser(scene().app, 'get', path).auth('support', API_KEY, { type: 'basic' })

describe('the fleet at a glance', () => {
  test('counts cars by what their drivers are told, and lists those in trouble, nearest latest start first', async () => {
    const connected = await connect(scene())
    await look(scene())
    await copies(connected, 200)
    await commandsOf(connected)
    const answer = await api(scene().app, 'get', '/v1/operations/fleet').expect(200)
    const fleet = fleetSchema.parse(answer.body)
    expect(fleet.reasons).toEqual([{ reason: 'waiting_for_lower_price', cars: 201 }])
    expect(fleet.inTrouble).toBe(100)
    expect(fleet.troubles).toHaveLength(LISTED_MOST)
    const starts = fleet.troubles.map(({ latestStart }) => latestStart)
    expect(starts).toEqual(starts.toSorted())
    expect(fleet.troubles[0]).toMatchObject({ vehicleId: 'car-0200', cause: 'no_answer' })
    expect(fleet.commands).toEqual({ sent: 4, confirmed: 1, refused: 1, unknown: 1 })
    expect(answer.body).toMatchObject({
      carmakers: [{ carmaker: 'tesla', cars: 201, awaySince: null, waiting: 0, quietUntil: null }],
      connections: [{ carmaker: 'tesla', reason: 'all-well', connections: 1 }],
    })
  })

  test('tells of a car that was never ours to control why it is not, once it was looked at', async () => {
    const { vehicleId } = await connect(scene())
    const reasons = async (): Promise<unknown> =>
      fleetSchema.parse((await api(scene().app, 'get', '/v1/operations/fleet').expect(200)).body).reasons
    expect(await reasons()).toEqual([{ reason: null, cars: 1 }])
    await api(scene().app, 'put', `/v1/vehicles/${vehicleId}/at-home`).send({ atHome: false }).expect(200)
    await look(scene())
    expect(await reasons()).toEqual([{ reason: 'away', cars: 1 }])
  })

  test('takes as many statements for a thousand cars as for one', async () => {
    const connected = await connect(scene())
    await look(scene())
    const now = scene().clock.now()
    const forOne = await statementsOf((db) => fleetOf(db, now))
    await copies(connected, 1_000)
    expect(await statementsOf((db) => fleetOf(db, now))).toBe(forOne)
    expect(forOne).toBeGreaterThan(0)
    expect(forOne).toBeLessThanOrEqual(6)
  })

  test('is a page behind the API key, which leads to the decisions of each car and names nobody', async () => {
    const connected = await connect(scene())
    await look(scene())
    await copies(connected, 2)
    const { text } = await signedIn('/operations?lang=en').expect(200)
    expect(text).toContain('<code>waiting_for_lower_price</code>')
    expect(text).toContain('Showing 1 of 1.')
    const link = /href="(\/operations\/vehicles\/[^"]+)"/.exec(text)?.[1] ?? ''
    expect(link).toBe('/operations/vehicles/car-0002/why')
    const why = await signedIn(`/operations/vehicles/${connected.vehicleId}/why?lang=en`).expect(200)
    expect(why.text).toContain('Waiting for lower prices.')
    expect(why.text).not.toContain('link=')
    for (const page of [text, why.text]) expect(PERSONAL.filter((word) => page.includes(word))).toEqual([])
  })

  test.each(['/operations', '/operations/vehicles/any/why'])('%s asks for the key', async (path) => {
    const { app } = scene()
    const asked = await request(app).get(path).expect(401)
    expect(asked.headers['www-authenticate']).toMatch(/^Basic realm=/)
    await request(app).get(path).auth('support', `${API_KEY}x`, { type: 'basic' }).expect(401)
    await request(app).get(path).auth('support', '', { type: 'basic' }).expect(401)
    await request(app).get(path).set('Authorization', 'Basic ?').expect(401)
  })
})
