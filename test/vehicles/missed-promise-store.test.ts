import { addMinutes } from 'date-fns'
import { describe, expect, it, test } from 'vitest'
import { countedFrom } from '../../src/vehicles/counted-from.ts'
import { changePolicy, findPolicy } from '../../src/vehicles/policy-store.ts'
import { findState, saveState } from '../../src/vehicles/state-store.ts'
import { promisedReadyBy } from '../../src/vehicles/vehicle.ts'
import { policy, PLUGGED_IN, READY_BY, stateOf } from '../control/night-facts.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

/** Plugged in at five in the afternoon, to be ready at seven, and lacking much of it. */
const LATE = addMinutes(READY_BY, 10)

describe('what is promised after a change of policy', () => {
  const promisedAfter = (change: Partial<typeof policy>, now: Date): Date => {
    const changed = { ...policy, ...change }
    const state = stateOf()
    return promisedReadyBy(changed, {
      readyByFrom: countedFrom({ before: policy, policy: changed, now }, state),
    })
  }

  test.each([
    ['a higher target', { targetPercent: 90 }],
    ['another minimum', { minimumPercent: 30 }],
    ['an earlier time', { readyBy: '06:00' }],
  ])('is not put off to the next night by %s, if it was missed', (_, change) => {
    expect(promisedAfter(change, LATE).getTime()).toBeLessThanOrEqual(LATE.getTime())
  })

  test.each([
    ['two hours later', '09:00', '2025-01-23T08:00:00Z'],
    ['in the evening, at an hour that had passed when the car came', '18:00', '2025-01-23T17:00:00Z'],
  ])('is the later time of that day, if the driver names one: %s', (_, readyBy, at) => {
    expect(promisedAfter({ readyBy }, LATE)).toEqual(new Date(at))
  })

  test('counts anew while it is not missed', () => {
    const before = addMinutes(READY_BY, -10)
    expect(promisedAfter({ targetPercent: 90 }, before)).toEqual(READY_BY)
    expect(countedFrom({ before: policy, policy, now: before }, stateOf())).toEqual(before)
  })

  test('counts anew for a car that is not at its plug', () => {
    const state = stateOf({ status: 'disconnected' }, { pluggedInAt: null })
    expect(countedFrom({ before: policy, policy, now: LATE }, state)).toEqual(LATE)
  })
})

describeOnEveryEngine('a promise that was missed', (database) => {
  const stage = useStage(database)

  it('stays the promise when the driver changes another part of the policy', async () => {
    const { vehicle } = await connect(stage())
    await database()
      .transaction()
      .execute(async (trx) => {
        await saveState(trx, vehicle.id, stateOf())
        const stored = await findPolicy(trx, vehicle.id)
        if (stored === undefined) throw new Error('no policy')
        const changed = { ...stored, minimumPercent: 30 }
        await changePolicy(trx, { vehicleId: vehicle.id, policy: changed, now: addMinutes(LATE, 600) })
        expect((await findState(trx, vehicle.id))?.readyByFrom).toEqual(PLUGGED_IN)
      })
  })
})
