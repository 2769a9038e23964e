import { addSeconds } from 'date-fns'
import { expect, test } from 'vitest'
import type { Push } from '../../src/carmakers/webhook.ts'
import { claimDue, fenced } from '../../src/database/claim-due.ts'
import { findState } from '../../src/vehicles/state-store.ts'
import { takePushed, type PushedOutcome } from '../../src/vehicles/take-pushed.ts'
import { saveQuiet } from '../../src/vehicles/vehicle-store.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { untilOneWaits } from '../support/until-one-waits.ts'
import { connect, useStage } from '../support/stage.ts'
import { carOf, play } from '../journeys/night.ts'

const VIN = '5YJ3E1EA0TEST0001'

describeOnEveryEngine('what a car tells by itself', (database, engine) => {
  const stage = useStage(database)
  let events = 0
  const push = (what: Push, eventId = `event-${String(events++)}`): Promise<PushedOutcome> =>
    takePushed(stage().deps, 'tesla', { kind: 'push', eventId, reference: VIN, push: what })
  const signals = (seconds: number, changes: Extract<Push, { kind: 'signals' }>['changes']): Push => ({
    kind: 'signals',
    at: addSeconds(stage().clock.now(), seconds),
    changes,
    billed: 1,
    isStored: false,
  })
  const reads = () => carOf(stage()).requests.vehicleData
  const begin = async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, addSeconds(stage().clock.now(), 300))
    return vehicle
  }
  /** Reads of the car during two hours. */
  const readsOf = async (vehicle: Vehicle) => {
    const before = reads()
    await play(stage(), vehicle, addSeconds(stage().clock.now(), 7_200))
    return reads() - before
  }

  test.skipIf(engine === 'embedded')(
    'and a pass that writes about the car wait for each other in one order, and both come through',
    async () => {
      const { vehicle } = await connect(stage())
      const now = stage().clock.now()
      const [claim] = await claimDue(database(), { table: 'vehicle_due', now, limit: 1 })
      if (claim === undefined) throw new Error('Nothing is due')
      const pushed = await fenced(database(), claim, async (trx) => {
        const taking = push({ kind: 'changed' })
        await untilOneWaits(database())
        await saveQuiet(trx, vehicle.id, now)
        return { taking }
      })
      expect(await pushed.taking).toBe('taken')
    },
  )

  test('spares it the reads, until something comes that cannot be made out: then it is read once', async () => {
    const vehicle = await begin()
    await push(signals(0, { status: 'connected', powerKw: 0 }))
    expect(await readsOf(vehicle)).toBe(0)
    await push({ kind: 'changed' })
    expect(await readsOf(vehicle)).toBe(1)
  })

  test('out of order is not put together: the car is read once, and what it then tells holds', async () => {
    const vehicle = await begin()
    await push(signals(0, { status: 'connected', powerKw: 0, socPercent: 50 }))
    await push(signals(-60, { socPercent: 49 }))
    expect(await findState(database(), vehicle.id)).toMatchObject({ charge: { socPercent: 50 } })
    await push(signals(1, { socPercent: 51 }))
    expect((await findState(database(), vehicle.id))?.doubtedAt).toBeDefined()
    expect(await readsOf(vehicle)).toBe(1)
    expect((await findState(database(), vehicle.id))?.doubtedAt).toBeUndefined()
  })

  test('twice is taken once', async () => {
    await begin()
    const told = signals(0, { socPercent: 50 })
    expect(await push(told, 'the same')).toBe('taken')
    expect(await push(told, 'the same')).toBe('known')
  })

  test('of its connection tells whether it is there, unless it is older than its last word', async () => {
    const vehicle = await begin()
    const reach = async (seconds: number, online: boolean) => {
      await push({ kind: 'reach', at: addSeconds(stage().clock.now(), seconds), online })
      return (await findState(database(), vehicle.id))?.reach
    }
    expect(await reach(0, false)).toBe('asleep')
    expect(await reach(-600, true)).toBe('asleep')
    stage().pass(30)
    expect(await reach(-5, true)).toBe('online')
    expect(await reach(-10, false)).toBe('online')
  })
})
