import { expect, it } from 'vitest'
import { newestPlan } from '../../src/control/plan-store.ts'
import { changePolicy, findPolicy } from '../../src/vehicles/policy-store.ts'
import type { ChargingPolicy } from '../../src/vehicles/vehicle.ts'
import { DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

describeOnEveryEngine('the limits on starts and runs that a plan is made with', (database) => {
  const stage = useStage(database)

  it.each([
    ['its brand’s', {}, { maxStarts: 2, minimumRunMinutes: 30, startCost: 0.1 }],
    [
      'the vehicle’s own',
      { maxStarts: 1, minimumRunMinutes: 90 },
      { maxStarts: 1, minimumRunMinutes: 90, startCost: 0.1 },
    ],
  ])('are %s', async (_, own, expected) => {
    const { vehicle } = await connect(stage())
    await wish(vehicle.id, own)
    while ((await stage().service.tick()) > 0);
    const plan = await newestPlan(database(), vehicle.id, DUSK)
    expect(plan?.problem.runs).toEqual(expected)
  })

  async function wish(vehicleId: string, own: Partial<ChargingPolicy>): Promise<void> {
    const policy = await findPolicy(database(), vehicleId)
    if (policy === undefined) throw new Error('The car has no policy')
    const change = { vehicleId, policy: { ...policy, ...own }, now: DUSK }
    await database()
      .transaction()
      .execute((trx) => changePolicy(trx, change))
  }
})
