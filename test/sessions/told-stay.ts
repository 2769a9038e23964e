import { MARKET_TIME_ZONE, startOfLocalDay } from '../../src/base/local-time.ts'
import { hoursBetween } from '../../src/base/units.ts'
import type { ChargingStatus } from '../../src/carmakers/charge-state.ts'
import { slotsInDay } from '../../src/prices/port.ts'
import { savePrices } from '../../src/prices/price-store.ts'
import type { Contract } from '../../src/tariffs/contract.ts'
import { findPolicy } from '../../src/vehicles/policy-store.ts'
import { findState, saveState } from '../../src/vehicles/state-store.ts'
import { saveLearnt } from '../../src/vehicles/vehicle-store.ts'
import { observe, type Vehicle } from '../../src/vehicles/vehicle.ts'
import { connect, type Stage } from '../support/stage.ts'

export const EVENING = new Date('2025-01-22T16:00:00Z')
/** 07:00 in Oslo. */
export const READY_BY = new Date('2025-01-23T06:00:00Z')

export type Report = readonly [time: string, status: ChargingStatus, addedKwh: number, soc: number]

/**
 * Plugged in at 17:00 UTC, charged 5 kWh until the stop, another 10 kWh from midnight to one (kWh at the plug; a tenth is
 * lost before the battery), full at ready-by.
 */
export const STAY: readonly Report[] = [
  ['16:30', 'disconnected', 0, 57],
  ['17:00', 'charging', 0, 57],
  ['17:30', 'charging', 4.5, 65],
  ['17:31', 'connected', 4.5, 65],
  ['00:00', 'charging', 4.5, 65],
  ['01:00', 'charging', 13.5, 80],
  ['01:30', 'connected', 13.5, 80],
]

/** Hourly, without VAT: 3.00, then 2.00, and 0.50 from midnight UTC, once the 25 % of Agder are on them. */
export const PRICES = Array.from({ length: 16 }, (_, hour) => (hour < 2 ? 2.4 : hour < 8 ? 1.6 : 0.4))

/** Nothing but the spot price and VAT, so that costs can be reckoned in the head. */
const SPOT_AND_VAT: Contract = {
  kind: 'configured',
  surcharge: 0,
  energyTax: 0,
  vatRate: 0.25,
  gridCharge: { perKwh: 0, windows: [] },
}

/** A connected car of 10 kW at the plug, with nothing reported yet. */
export async function tenKilowattCar(stage: Stage): Promise<Vehicle> {
  const { vehicle } = await connect(stage)
  const known = { ...vehicle, powerKw: 10 }
  await stage.deps.db.transaction().execute((trx) => saveLearnt(trx, known))
  await stage.deps.db
    .updateTable('site')
    .set({ contract: JSON.stringify(SPOT_AND_VAT) })
    .where('id', '=', vehicle.siteId)
    .execute()
  return known
}

/** Takes in reports as passes would, at the instants they tell. */
export async function report(stage: Stage, vehicle: Vehicle, reports: readonly Report[]): Promise<void> {
  for (const [time, status, energyAddedKwh, socPercent] of reports) {
    const observedAt = instant(time)
    const charge = {
      ...{ observedAt, status, socPercent, energyAddedKwh },
      ...{
        limitPercent: 90,
        powerKw: status === 'charging' ? 10 : 0,
        capacityKwh: null,
        fastCharging: false,
      },
    }
    await take(stage, vehicle, { kind: 'state', state: charge }, observedAt)
  }
}

/** A pass that finds the car asleep. */
export function findAsleep(stage: Stage, vehicle: Vehicle, time: string): Promise<void> {
  return take(stage, vehicle, { kind: 'asleep' }, instant(time))
}

async function take(
  { deps: { db } }: Stage,
  vehicle: Vehicle,
  reading: Parameters<typeof observe>[1],
  checkedAt: Date,
): Promise<void> {
  const policy = await findPolicy(db, vehicle.id)
  if (policy === undefined) throw new Error('The car has no policy')
  const state = observe(await findState(db, vehicle.id), reading, { checkedAt, policy })
  await db.transaction().execute((trx) => saveState(trx, vehicle.id, state))
}

/** Publishes one price per hour from {@link EVENING} on; `null` is an hour that nobody publishes. */
export async function publish({ deps: { db } }: Stage, prices: readonly (number | null)[]): Promise<void> {
  for (const day of ['2025-01-22', '2025-01-23']) {
    const before = hoursBetween(EVENING, startOfLocalDay(day, MARKET_TIME_ZONE))
    const perKwh = Array.from({ length: slotsInDay(day, 60) }, (_, hour) => prices[before + hour] ?? null)
    const facts = { source: 'test', zone: 'NO2', quality: 'final', eurPerMwh: null, rate: null } as const
    const document = { ...facts, day, stepMinutes: 60, perKwh } as const
    await db.transaction().execute((trx) => savePrices(trx, document, EVENING))
  }
}

function instant(time: string): Date {
  return new Date(`2025-01-${time < '12:00' ? '23' : '22'}T${time}:00Z`)
}
