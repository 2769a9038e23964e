import { expect, it } from 'vitest'
import type { Trx } from '../../src/database/database.ts'
import {
  endOverride,
  findIntent,
  findOverride,
  intentWrite,
  saveOverride,
} from '../../src/control/intent-store.ts'
import type { Intent } from '../../src/control/facts.ts'
import { newestPlan, planWrite, plansSince } from '../../src/control/plan-store.ts'
import type { StoredPlan } from '../../src/control/known.ts'
import { planCharging } from '../../src/planning/plan.ts'
import { DUSK } from '../simulator/support.ts'
import { write } from '../../src/database/writes.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'
import { connect, useStage } from '../support/stage.ts'

const INTENT: Intent = {
  epoch: 1,
  desired: 'HOLD',
  cause: 'price',
  validUntil: minutesAfter(DUSK, 60),
  reason: { code: 'waiting_for_lower_price', startsAt: minutesAfter(DUSK, 60) },
}

describeOnEveryEngine('plans and intents', (database) => {
  const stage = useStage(database)
  const inTransaction = (work: (trx: Trx) => Promise<void>) => database().transaction().execute(work)
  const planFor = (vehicleId: string, changes: Partial<StoredPlan> = {}): StoredPlan => {
    const problem = nightOf(slotsOf([3, -0.1, 2.123456, null], { start: DUSK }), { hours: 1.5 })
    const plan = planCharging(problem)
    const promisedReadyBy = minutesAfter(DUSK, 600)
    return { id: 'one', vehicleId, madeAt: DUSK, cause: 'first', plan, problem, promisedReadyBy, ...changes }
  }

  it('give a plan back as it was made, to the last digit', async () => {
    const { vehicle } = await connect(stage())
    const plan = planFor(vehicle.id)
    expect(plan.plan.blocks.length).toBeGreaterThan(0)
    await write(database(), planWrite(database(), plan))
    expect(await newestPlan(database(), vehicle.id, DUSK)).toEqual(plan)
    expect(planCharging(plan.problem)).toEqual(plan.plan)
  })

  it('give the newest plan of the car and stay asked for', async () => {
    const { vehicle } = await connect(stage())
    const [older, newer] = [
      planFor(vehicle.id),
      planFor(vehicle.id, { id: 'two', madeAt: minutesAfter(DUSK, 5) }),
    ]
    for (const plan of [newer, older]) await write(database(), planWrite(database(), plan))
    expect((await newestPlan(database(), vehicle.id, DUSK))?.id).toBe('two')
    expect(await newestPlan(database(), vehicle.id, minutesAfter(DUSK, 6))).toBeUndefined()
    expect(await newestPlan(database(), 'another', DUSK)).toBeUndefined()
    expect((await plansSince(database(), vehicle.id, DUSK)).map(({ id }) => id)).toEqual(['one', 'two'])
  })

  it('have one intent for a car, the last', async () => {
    const { vehicle } = await connect(stage())
    await write(database(), planWrite(database(), planFor(vehicle.id)))
    expect(await findIntent(database(), vehicle.id)).toBeUndefined()
    await write(database(), intentWrite(database(), vehicle.id, INTENT, { planId: 'one', now: DUSK }))
    expect(await findIntent(database(), vehicle.id)).toEqual({ ...INTENT, decidedAt: DUSK })
    const next: Intent = { ...INTENT, epoch: 2, desired: 'CHARGE', reason: { code: 'charging_boost' } }
    await write(database(), intentWrite(database(), vehicle.id, next, { planId: null, now: DUSK }))
    expect(await findIntent(database(), vehicle.id)).toEqual({ ...next, decidedAt: DUSK })
    expect(await database().selectFrom('intent').select('vehicle_id').execute()).toHaveLength(1)
  })

  it('refuse an intent that follows a plan nobody made', async () => {
    const { vehicle } = await connect(stage())
    const attempt = write(
      database(),
      intentWrite(database(), vehicle.id, INTENT, { planId: 'none', now: DUSK }),
    )
    await expect(attempt).rejects.toThrow('foreign key')
  })

  it('have one override for a car until it ends', async () => {
    const { vehicle } = await connect(stage())
    await inTransaction((trx) => saveOverride(trx, vehicle.id, { kind: 'charge-now', since: DUSK }))
    const byHand = { kind: 'by-hand', since: minutesAfter(DUSK, 1) } as const
    await inTransaction((trx) => saveOverride(trx, vehicle.id, byHand))
    expect(await findOverride(database(), vehicle.id)).toEqual(byHand)
    await inTransaction((trx) => endOverride(trx, vehicle.id))
    expect(await findOverride(database(), vehicle.id)).toBeUndefined()
  })
})
