import { addMinutes, addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { reasonNow } from '../../src/http/reason-now.ts'
import type { CarmakerName } from '../../src/carmakers/registry.ts'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { EARLY_READS_PER_DAY } from '../../src/control/before-own-look.ts'
import { chargeNow } from '../../src/control/charge-now.ts'
import { gather } from '../../src/control/gather.ts'
import { findIntent, findOverride } from '../../src/control/intent-store.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { findState } from '../../src/vehicles/state-store.ts'
import { findVehicle } from '../../src/vehicles/vehicle-store.ts'
import { findConnection } from '../../src/connections/connection-store.ts'
import { moreThan, receivedBy } from '../journeys/received-calls.ts'
import { car, DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'

/** Kari plugs in when nobody looks, Ola not at all. */
const PLUGGED_IN = addMinutes(DUSK, 33)
const BRANDS: readonly CarmakerName[] = ['tesla', 'smartcar']

describeOnEveryEngine('charge now of a car that was last seen unplugged', (database) => {
  const stage = useStage(database, {
    cars: [
      car({
        limitPercent: 90,
        cannotStream: 'unsupported_hardware',
        stays: [{ pluggedInAt: PLUGGED_IN, unpluggedAt: addMinutes(PLUGGED_IN, 600) }],
      }),
      car({ login: 'ola', driver: 'Ola', vin: '5YJ3E1EA0TEST0002', limitPercent: 90, stays: [] }),
    ],
  })
  const away = async (carmaker: CarmakerName, login: string): Promise<string> => {
    const { vehicle } = await connect(stage(), { login, driverId: `driver-${login}`, home: { carmaker } })
    await play(stage(), DUSK, 30)
    return vehicle.id
  }
  /** Time passes and nobody looks, as between two looks of a car that tells nothing by itself. */
  const unseen = async (id: string, until: Date): Promise<void> => {
    stage().clock.stepTo(until)
    const { clock } = stage()
    const later = addMinutes(clock.now(), 8)
    await database()
      .updateTable('vehicle_state')
      .set({ look_at: later })
      .where('vehicle_id', '=', id)
      .execute()
    await database().updateTable('vehicle_due').set({ due_at: later }).where('vehicle_id', '=', id).execute()
  }

  it.each(BRANDS)('has %s asked at once, and the car charged whatever the plan says', async (carmaker) => {
    const id = await away(carmaker, 'kari')
    await unseen(id, addMinutes(PLUGGED_IN, 3))
    const before = receivedBy(stage(), 'kari', carmaker)
    await chargeNow(stage().deps, id)
    expect(await told(stage(), id)).toBe('analysing')
    await lookAfterVehicles(stage().deps)
    const asked = moreThan(before, receivedBy(stage(), 'kari', carmaker))
    expect(asked.reads).toBe(1)
    expect(await findIntent(database(), id)).toMatchObject({ desired: 'CHARGE', cause: 'charge-now' })
    await play(stage(), stage().clock.now(), 30)
    expect(await told(stage(), id)).toBe('charging_boost')
    expect(stage().simulator.report().cars[0]?.status).toBe('charging')
    expect(await findOverride(database(), id)).toMatchObject({ kind: 'charge-now', awaitsPlug: true })
  })

  it.each(BRANDS)('ends where %s says that it is not plugged in, and says so', async (carmaker) => {
    const id = await away(carmaker, 'ola')
    await unseen(id, addMinutes(DUSK, 35))
    await chargeNow(stage().deps, id)
    await lookAfterVehicles(stage().deps)
    expect(await findOverride(database(), id)).toBeUndefined()
    expect(await told(stage(), id)).toBe('not_plugged_in')
    await expect(chargeNow(stage().deps, id)).rejects.toMatchObject({ code: 'vehicle-not-plugged-in' })
    stage().clock.stepTo(addSeconds(stage().clock.now(), 60))
    await chargeNow(stage().deps, id)
    expect(await findOverride(database(), id)).toMatchObject({ awaitsPlug: true })
  })

  it('costs no more reads of a day than may be early, however often it is pressed', async () => {
    const id = await away('tesla', 'ola')
    const before = receivedBy(stage(), 'ola', 'tesla')
    let taken = 0
    const most = EARLY_READS_PER_DAY + 3
    for (let n = 0; n < most; n++) {
      await unseen(id, addMinutes(stage().clock.now(), 2))
      taken += await chargeNow(stage().deps, id, { until: 'time', hours: 1 + n / 10 }).then(
        () => 1,
        () => 0,
      )
      await lookAfterVehicles(stage().deps)
    }
    expect(taken).toBe(most)
    expect(moreThan(before, receivedBy(stage(), 'ola', 'tesla')).reads).toBe(EARLY_READS_PER_DAY)
    // The press that none was left for waits for the car's own look, which ends it.
    expect(await findOverride(database(), id)).toBeDefined()
    await play(stage(), stage().clock.now(), 20)
    expect(await findOverride(database(), id)).toBeUndefined()
  })

  it('is not meant for a stay that begins a quarter of an hour later', async () => {
    const id = await away('tesla', 'kari')
    await database().updateTable('vehicle_calls').set({ early_reads: EARLY_READS_PER_DAY }).execute()
    const pressedAt = addMinutes(PLUGGED_IN, -16)
    stage().clock.stepTo(stage().clock.now())
    const state = await findState(database(), id)
    expect(state?.charge?.status).toBe('disconnected')
    await database()
      .insertInto('override')
      .values({ vehicle_id: id, kind: 'charge-now', since: pressedAt, until: 'unplugged', awaits_plug: true })
      .execute()
    await play(stage(), PLUGGED_IN, 15)
    expect(await findOverride(database(), id)).toBeUndefined()
    expect((await findIntent(database(), id))?.cause).not.toBe('charge-now')
  })
})

async function told({ deps }: Stage, id: string): Promise<string> {
  const vehicle = await findVehicle(deps.db, id)
  const connection = vehicle && (await findConnection(deps.db, vehicle.connectionId))
  const known = vehicle && (await gather(deps.db, vehicle, deps.clock.now()))
  if (known === undefined || connection === undefined) throw new Error('The car is gone')
  return reasonNow(deps, known, connection).code
}

async function play({ service, clock }: Stage, from: Date, minutes: number): Promise<void> {
  await stepWorld(service, clock, addMinutes(from, minutes))
}
