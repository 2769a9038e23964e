import { addDays, addMonths, subMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import { forgetExpired, SERVICE_MONTHS, TELEMETRY_DAYS } from '../../src/privacy/retention.ts'
import { saveMonthToDate } from '../../src/sites/month-to-date-store.ts'
import { saveState } from '../../src/vehicles/state-store.ts'
import { telemetrySince } from '../../src/vehicles/telemetry-store.ts'
import type { Database } from '../../src/database/database.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { NOTHING_SEEN } from '../../src/vehicles/seen-changes.ts'

const SEEN = new Date('2024-12-12T16:00:00Z')

describeOnEveryEngine('retention', (database) => {
  it('keeps an observation for 30 days and not a minute longer', async () => {
    await insertVehicle(database())
    await observeAt(database(), SEEN)
    await forgetExpired(database(), addDays(SEEN, TELEMETRY_DAYS))
    expect(await telemetrySince(database(), 'car', new Date(0))).toHaveLength(1)
    await forgetExpired(database(), addDays(subMinutes(SEEN, -1), TELEMETRY_DAYS))
    expect(await telemetrySince(database(), 'car', new Date(0))).toEqual([])
  })

  it('keeps what a site used in a month until the next one is over', async () => {
    await insertVehicle(database())
    await saveMonthToDate(database(), 'site', {
      month: '2024-11',
      kwh: 1800,
      asOf: new Date('2024-11-30T12:00:00Z'),
    })
    const months = () => database().selectFrom('site_month').select('month').execute()
    await forgetExpired(database(), new Date('2024-12-31T22:59:59Z'))
    expect(await months()).toHaveLength(1)
    await forgetExpired(database(), new Date('2024-12-31T23:00:00Z'))
    expect(await months()).toEqual([])
  })

  it('keeps a command for 13 months and not a minute longer', async () => {
    await insertVehicle(database())
    await insertCommandAt(database(), SEEN)
    const commands = () => database().selectFrom('command').select('id').execute()
    await forgetExpired(database(), addMonths(SEEN, SERVICE_MONTHS))
    expect(await commands()).toHaveLength(1)
    await forgetExpired(database(), addMonths(subMinutes(SEEN, -1), SERVICE_MONTHS))
    expect(await commands()).toEqual([])
  })
})

async function insertVehicle(db: Database): Promise<void> {
  await db
    .insertInto('site')
    .values({
      id: 'site',
      bidding_zone: 'NO2',
      county: '42',
      municipality: 'Kristiansand',
      grid_company: 'Glitre Nett',
      max_power_kw: 11,
      time_zone: 'Europe/Oslo',
    })
    .execute()
  await db
    .insertInto('connection')
    .values({
      id: 'connection',
      driver_id: 'driver',
      carmaker: 'tesla',
      site_id: 'site',
      state: 'connected',
      language: 'nb',
      return_to: 'app',
      created_at: SEEN,
      connected_at: SEEN,
      consent_ends_at: addMonths(SEEN, 24),
      withdrawing_at: null,
      withdrawn_at: null,
      revoked_at: null,
    })
    .execute()
  await db
    .insertInto('vehicle')
    .values({
      id: 'car',
      connection_id: 'connection',
      driver_id: 'driver',
      site_id: 'site',
      vin_hash: 'hash',
      sealed_reference: Buffer.from('sealed'),
      capacity_kwh: 60,
      power_kw: 11,
      efficiency: 0.9,
      home_plug: true,
      created_at: SEEN,
    })
    .execute()
}

async function observeAt(db: Database, observedAt: Date): Promise<void> {
  await db.transaction().execute((trx) =>
    saveState(trx, 'car', {
      reach: 'online',
      checkedAt: observedAt,
      pluggedInAt: null,
      peakPowerKw: 0,
      pushedAt: null,
      changes: NOTHING_SEEN,
      readyByFrom: observedAt,
      charge: {
        observedAt,
        status: 'disconnected',
        socPercent: 50,
        limitPercent: 80,
        powerKw: 0,
        energyAddedKwh: 0,
        capacityKwh: null,
        fastCharging: false,
      },
    }),
  )
}

async function insertCommandAt(db: Database, sentAt: Date): Promise<void> {
  await db
    .insertInto('command')
    .values({
      id: 'command',
      vehicle_id: 'car',
      connection_id: 'connection',
      epoch: 1,
      attempt: 1,
      kind: 'stop',
      purpose: 'intent',
      sent_at: sentAt,
      outcome: 'done',
      refusal: null,
      settled_at: sentAt,
      confirmed_at: null,
      confirmed_by: null,
    })
    .execute()
}
