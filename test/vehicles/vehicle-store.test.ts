import { addHours } from 'date-fns'
import { expect, it } from 'vitest'
import type { ChargeState } from '../../src/carmakers/charge-state.ts'
import { SealError } from '../../src/keys/envelope.ts'
import { findDriverKey } from '../../src/keys/key-store.ts'
import { keyedHash } from '../../src/keys/keyed-hash.ts'
import { changePolicy, findPolicy, saveFirstPolicy } from '../../src/vehicles/policy-store.ts'
import { findState, saveState } from '../../src/vehicles/state-store.ts'
import { telemetrySince } from '../../src/vehicles/telemetry-store.ts'
import type { VehicleState } from '../../src/vehicles/vehicle.ts'
import { openReference } from '../../src/vehicles/reference-store.ts'
import {
  findVehicle,
  findVehicleByVinHash,
  forgetVins,
  hasDueVehicles,
  saveLearnt,
} from '../../src/vehicles/vehicle-store.ts'
import { nextDueTimes } from '../../src/database/claim-due.ts'
import type { Trx } from '../../src/database/database.ts'
import { car, DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { NOTHING_SEEN } from '../../src/vehicles/seen-changes.ts'

const VIN = '5YJ3E1EA0TEST0001'
const CHARGE: ChargeState = {
  observedAt: DUSK,
  status: 'charging',
  socPercent: 41,
  limitPercent: 90,
  powerKw: 11,
  energyAddedKwh: 0.6,
  capacityKwh: null,
  fastCharging: false,
}
const STATE: VehicleState = {
  reach: 'online',
  checkedAt: DUSK,
  charge: CHARGE,
  pluggedInAt: DUSK,
  peakPowerKw: 11,
  pushedAt: null,
  changes: NOTHING_SEEN,
  readyByFrom: DUSK,
}

describeOnEveryEngine('what is stored of a car', (database) => {
  const stage = useStage(database, {
    cars: [car(), car({ login: 'ola', driver: 'Ola', vin: '5YJ3E1EA0TEST0002' })],
  })
  const inTransaction = <T>(work: (t: Trx) => Promise<T>): Promise<T> => trx().execute(work)
  const trx = () => database().transaction()

  it('is recognised by a keyed hash of its VIN, which opens for its driver only', async () => {
    const { vehicle } = await connect(stage())
    const { kek } = stage().deps
    const found = await findVehicleByVinHash(database(), keyedHash(kek, 'vin', VIN))
    expect(found).toEqual(vehicle)
    expect(await findVehicleByVinHash(database(), VIN)).toBeUndefined()
    const ola = await connect(stage(), { driverId: 'driver-ola', login: 'ola' })
    const kariKey = await findDriverKey(database(), kek, 'driver-kari')
    expect(await openReference(database(), kariKey, vehicle.id)).toBe(VIN)
    await expect(openReference(database(), kariKey, ola.vehicle.id)).rejects.toThrow(SealError)
  })

  it('begins with a guess that a report then mends', async () => {
    const { vehicle } = await connect(stage())
    expect(vehicle).toMatchObject({ capacityKwh: 60, powerKw: 11, efficiency: 0.9, homePlug: true })
    await trx().execute((t) => saveLearnt(t, { ...vehicle, capacityKwh: 75, powerKw: 7.4 }))
    expect(await findVehicle(database(), vehicle.id)).toEqual({ ...vehicle, capacityKwh: 75, powerKw: 7.4 })
  })

  it('is due at once, and no more recognisable once forgotten', async () => {
    const { connection, vehicle } = await connect(stage())
    expect((await nextDueTimes(database())).vehicle_due).toEqual(DUSK)
    expect(await trx().execute((t) => hasDueVehicles(t, connection.id))).toBe(true)
    await trx().execute((t) => forgetVins(t, connection.id))
    const hash = keyedHash(stage().deps.kek, 'vin', VIN)
    expect(await findVehicleByVinHash(database(), hash)).toBeUndefined()
    expect(await findVehicle(database(), vehicle.id)).toEqual(vehicle)
  })

  it('comes back as it was saved', async () => {
    const { vehicle } = await connect(stage())
    expect(await findState(database(), vehicle.id)).toBeUndefined()
    await trx().execute((t) => saveState(t, vehicle.id, STATE))
    expect(await findState(database(), vehicle.id)).toEqual(STATE)
    const asleep: VehicleState = { ...STATE, reach: 'asleep', checkedAt: addHours(DUSK, 1), charge: null }
    await trx().execute((t) => saveState(t, vehicle.id, asleep))
    expect(await findState(database(), vehicle.id)).toEqual(asleep)
  })

  it('keeps each observation once, in order of time', async () => {
    const { vehicle } = await connect(stage())
    for (const hours of [1, 0, 1, 2]) {
      const charge = { ...CHARGE, observedAt: addHours(DUSK, hours), socPercent: 40 + hours }
      await trx().execute((t) => saveState(t, vehicle.id, { ...STATE, charge }))
    }
    const points = await telemetrySince(database(), vehicle.id, DUSK)
    expect(points.map(({ socPercent }) => socPercent)).toEqual([40, 41, 42])
    expect(await telemetrySince(database(), vehicle.id, addHours(DUSK, 2))).toHaveLength(1)
  })

  it.each([
    ['more than a whole battery', { socPercent: 101 }],
    ['negative power', { powerKw: -1 }],
  ])('is refused by the database if it holds %s', async (_, changes) => {
    const { vehicle } = await connect(stage())
    const state = { ...STATE, charge: { ...CHARGE, ...changes } }
    await expect(inTransaction((t) => saveState(t, vehicle.id, state))).rejects.toThrow('check constraint')
    expect(await findState(database(), vehicle.id)).toBeUndefined()
  })

  it('keeps the driver’s policy when the car is connected once more', async () => {
    const { vehicle } = await connect(stage())
    const policy = await findPolicy(database(), vehicle.id)
    if (policy === undefined) throw new Error('no policy')
    const wanted = { ...policy, targetPercent: 95, readyBy: '05:45' }
    const changed = await trx().execute((t) =>
      changePolicy(t, { vehicleId: vehicle.id, policy: wanted, now: DUSK }),
    )
    expect(changed).toEqual({ ...wanted, version: 2 })
    await trx().execute((t) => saveFirstPolicy(t, vehicle.id, policy))
    expect(await findPolicy(database(), vehicle.id)).toEqual(changed)
  })

  it.each([
    ['of its own', { maxStarts: 20, minimumRunMinutes: 0 }],
    ['in part its own', { maxStarts: null, minimumRunMinutes: 240 }],
  ])('keeps limits on starts and runs that are %s, and has none to begin with', async (_, limits) => {
    const { vehicle } = await connect(stage())
    const policy = await findPolicy(database(), vehicle.id)
    if (policy === undefined) throw new Error('no policy')
    expect(policy).toMatchObject({ maxStarts: null, minimumRunMinutes: null })
    const change = { vehicleId: vehicle.id, policy: { ...policy, ...limits }, now: DUSK }
    await trx().execute((t) => changePolicy(t, change))
    expect(await findPolicy(database(), vehicle.id)).toEqual({ ...policy, ...limits, version: 2 })
  })

  it('takes one of two changes made on the same version', async () => {
    const { vehicle } = await connect(stage())
    const policy = await findPolicy(database(), vehicle.id)
    if (policy === undefined) throw new Error('no policy')
    const change = (targetPercent: number) =>
      trx().execute((t) =>
        changePolicy(t, { vehicleId: vehicle.id, policy: { ...policy, targetPercent }, now: DUSK }),
      )
    const answers = await Promise.all([change(70), change(90), change(100)])
    const taken = answers.filter((answer) => answer !== undefined)
    expect(taken).toHaveLength(1)
    expect(await findPolicy(database(), vehicle.id)).toEqual(taken[0])
    expect(await change(60)).toBeUndefined()
  })

  it('is due at once after a change of policy, and the promise counts anew', async () => {
    const { vehicle } = await connect(stage())
    await stage().service.tick()
    const later = addHours(DUSK, 2)
    expect((await nextDueTimes(database())).vehicle_due?.getTime()).toBeGreaterThan(DUSK.getTime())
    const policy = await findPolicy(database(), vehicle.id)
    if (policy === undefined) throw new Error('no policy')
    await trx().execute((t) => changePolicy(t, { vehicleId: vehicle.id, policy, now: later }))
    expect((await findState(database(), vehicle.id))?.readyByFrom).toEqual(later)
    expect((await nextDueTimes(database())).vehicle_due?.getTime()).toBeLessThanOrEqual(later.getTime())
  })

  it.each([
    ['a minimum above the target', { minimumPercent: 90 }],
    ['a target above 100', { targetPercent: 101 }],
    ['a time that no clock shows', { readyBy: '24:00' }],
    ['no start at all', { maxStarts: 0 }],
    ['too many starts', { maxStarts: 21 }],
    ['a run of less than nothing', { minimumRunMinutes: -1 }],
    ['a run of more than four hours', { minimumRunMinutes: 241 }],
  ])('refuses a policy with %s', async (_, changes) => {
    const { vehicle } = await connect(stage())
    const policy = await findPolicy(database(), vehicle.id)
    if (policy === undefined) throw new Error('no policy')
    const change = { vehicleId: vehicle.id, policy: { ...policy, ...changes }, now: DUSK }
    await expect(inTransaction((t) => changePolicy(t, change))).rejects.toThrow('check constraint')
  })
})
