import { addHours, addMinutes, subHours } from 'date-fns'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { TABLE_OWNERS } from '../../src/database/table-owners.ts'
import { carEnergyOf } from '../../src/privacy/car-energy.ts'
import { LOOK_MINUTES, READING_HOURS } from '../../src/privacy/consumption-retention.ts'
import { createRetention } from '../../src/privacy/retention.ts'
import { findPeaks, findProfile, findReadings } from '../../src/sites/consumption-store.ts'
import { api, connect, connectionBody, type Connected } from '../http/requests.ts'
import { DUSK, HANDED_OVER, useScene } from '../http/scene.ts'
import { agreeToConsumption, siteOf } from '../http/site-requests.ts'

const scene = useScene()
/** Distinctive, so that it can be told from every other number of the database. */
const IMPORT_KWH = 3.217643
const SHOWN = String(IMPORT_KWH)
const METERING_POINT = '707057500012345678'

interface Home extends Connected {
  readonly siteId: string
}

/** A home of which two whole hours were read, the later one an hour ago. */
async function readHome(): Promise<Home> {
  const connected = await connect(scene())
  await agreeToConsumption(scene(), connected.connectionId)
  const siteId = await siteOf(scene(), connected.connectionId)
  const start = new Date('2024-12-12T13:00:00Z')
  const readings = [0, 1].map((back) => ({
    start: subHours(start, back).toISOString(),
    end: addHours(subHours(start, back), 1).toISOString(),
    importKwh: IMPORT_KWH,
  }))
  await api(scene().app, 'post', `/v1/sites/${siteId}/consumption`).send({ readings }).expect(200)
  return { ...connected, siteId }
}

/** Every table that holds `text` in any column of any row. */
async function tablesWith(text: string): Promise<string[]> {
  const found: string[] = []
  for (const table of Object.keys(TABLE_OWNERS)) {
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(each)::text as row from ${sql.table(table)} as each`.execute(scene().control.db)
    if (rows.some(({ row }) => row.toLowerCase().includes(text.toLowerCase()))) found.push(table)
  }
  return found
}

describe('readings of consumption', () => {
  test('are gone after 24 hours from every table, while peaks and profile remain', async () => {
    const { siteId } = await readHome()
    expect(await tablesWith(SHOWN)).toContain('consumption_reading')
    const { db } = scene().control
    const forget = createRetention(db)
    await forget(DUSK)
    expect(await findReadings(db, siteId)).toHaveLength(2)
    // The later reading ends at 14:00.
    await forget(addHours(new Date('2024-12-12T14:00:00Z'), READING_HOURS))
    expect(await tablesWith(SHOWN)).toEqual(['site_peak_day', 'site_profile'])
    expect(await findReadings(db, siteId)).toEqual([])
    expect(await findPeaks(db, siteId)).toEqual([{ day: '2024-12-12', peakKw: IMPORT_KWH }])
    expect((await findProfile(db, siteId))?.[14]?.meanKw).toBeCloseTo(IMPORT_KWH)
  })

  test('are never older than 24 hours, however the looks for them fall', async () => {
    await readHome()
    const { db } = scene().control
    const forget = createRetention(db)
    let most = 0
    for (let now = DUSK; now < addHours(DUSK, 26); now = addMinutes(now, 7)) {
      await forget(now)
      const oldest = await db
        .selectFrom('consumption_reading')
        .select(({ fn }) => fn.min('ends_at').as('ends_at'))
        .executeTakeFirst()
      const end = oldest?.ends_at
      if (end instanceof Date) most = Math.max(most, (now.getTime() - end.getTime()) / 3_600_000)
    }
    expect(most).toBeLessThanOrEqual(READING_HOURS)
    expect(most).toBeGreaterThan(READING_HOURS - (2 * LOOK_MINUTES + 7) / 60)
  })

  test('leave nothing where the driver has withdrawn', async () => {
    const { connectionId, siteId } = await readHome()
    await api(scene().app, 'delete', `/v1/connections/${connectionId}`).expect(202)
    expect(await tablesWith(SHOWN)).not.toEqual([])
    await createRetention(scene().control.db)(addMinutes(DUSK, 10))
    expect(await tablesWith(SHOWN)).toEqual([])
    expect(await findProfile(scene().control.db, siteId)).toBeNull()
  })

  test('stay while the driver only has to sign in again', async () => {
    const { connectionId, siteId } = await readHome()
    const { db } = scene().control
    await db
      .updateTable('connection')
      .set({ state: 'reauth_required' })
      .where('id', '=', connectionId)
      .execute()
    await createRetention(db)(addMinutes(DUSK, 10))
    expect(await findProfile(db, siteId)).not.toBeNull()
  })
})

describe('what the car took', () => {
  test('is told by the clock hour, over all cars of the site', async () => {
    const { siteId, vehicleId } = await readHome()
    const { db } = scene().control
    const session = {
      ...{
        id: 'session',
        vehicle_id: vehicleId,
        plugged_in_at: DUSK,
        unplugged_at: null,
        soc_at_plug_in: 40,
      },
      ...{ target_percent: 80, ready_by: DUSK, soc_at_ready_by: null, power_kw: 11, projected_to: DUSK },
    }
    await db.insertInto('charging_session').values(session).execute()
    const start = new Date('2024-12-12T18:30:00Z')
    const energy = {
      session_id: 'session',
      starts_at: start,
      ends_at: addHours(start, 1),
      energy_kwh: 11,
      cost: null,
    }
    await db.insertInto('session_energy').values(energy).execute()
    const range = { start: DUSK, end: addHours(DUSK, 6) }
    expect([...(await carEnergyOf(db, siteId, range))]).toEqual([
      [Date.parse('2024-12-12T18:00:00Z'), 5.5],
      [Date.parse('2024-12-12T19:00:00Z'), 5.5],
    ])
    expect((await carEnergyOf(db, 'elsewhere', range)).size).toBe(0)
  })
})

describe('address and metering point', () => {
  const traces = async (): Promise<string[]> => {
    const found: string[] = []
    for (const text of [HANDED_OVER.street, '"4613"', METERING_POINT]) found.push(...(await tablesWith(text)))
    const log = scene().log.join('\n')
    return [HANDED_OVER.street, METERING_POINT].some((text) => log.includes(text)) ? [...found, 'log'] : found
  }

  test('are in no table and no log line after right and wrong requests', async () => {
    await readHome()
    await api(scene().app, 'post', '/v1/connections')
      .send(connectionBody({ driverId: METERING_POINT }))
      .expect(422)
    await api(scene().app, 'post', '/v1/connections')
      .send(connectionBody({ site: { reference: METERING_POINT } }))
      .expect(422)
    await api(scene().app, 'get', `/v1/sites/${METERING_POINT}/consumption`).expect(422)
    expect(await traces()).toEqual([])
  })

  test('would be found if they were there', async () => {
    const { siteId } = await readHome()
    const { db } = scene().control
    const plant = (values: { time_zone?: string; grid_company?: string }) =>
      db.updateTable('site').set(values).where('id', '=', siteId).execute()
    await plant({ grid_company: `of ${METERING_POINT}` })
    expect(await traces()).toEqual(['site'])
    await plant({ grid_company: '', time_zone: HANDED_OVER.street.toUpperCase() })
    expect(await traces()).toEqual(['site'])
    await plant({ time_zone: '4613' })
    expect(await traces()).toEqual(['site'])
  })
})
