import { expect, test } from 'vitest'
import { overlap } from '../../src/base/interval.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import type { StoredPlan } from '../../src/control/known.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { plansSince } from '../../src/control/plan-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { withApi } from '../support/with-api.ts'
import { nightCar, wall } from './night.ts'

/** 16 kW hold the house and one car of 11 kW, not two. */
const HOME = { siteReference: 'behind one meter', site: { gridLimitKw: 16 } }
const OLA = { login: 'ola', driver: 'Ola', vin: '5YJ3E1EA0TEST0002' }

describeOnEveryEngine('a car that joins another while that one is looked at', (database) => {
  const stage = useStage(database, { start: wall('18:30'), cars: [nightCar(), nightCar(OLA)] })

  test('has it looked at again at once, and they charge one after the other', async () => {
    const { vehicle: kari } = await connect(stage(), { home: HOME })
    while ((await stage().service.fetchPrices()) > 0);
    await lookAfterVehicles(olaComes())
    const ola = await database()
      .selectFrom('vehicle')
      .select('id')
      .where('id', '<>', kari.id)
      .executeTakeFirstOrThrow()
    while ((await lookAfterVehicles(stage().deps)) > 0);
    const plans = await Promise.all([kari, ola].map(({ id }) => plansSince(database(), id, wall('18:00'))))
    const [before, after] = [plans.map(([first]) => first), plans.map((each) => each.at(-1))]
    // The positive control: the first was planned as if nobody came.
    expect(areTogether(before)).toBe(true)
    expect(areTogether(after)).toBe(false)
  })

  /** Ola connects, and is planned for, between what is read of the first car here and what is written of it. */
  function olaComes(): ControlDependencies {
    const { deps } = stage()
    let hasCome = false
    return withApi(deps, (api) => ({
      readChargeState: async (...asked) => {
        const reading = await api.readChargeState(...asked)
        if (hasCome) return reading
        hasCome = true
        await connect(stage(), { login: 'ola', driverId: 'driver-ola', home: HOME })
        await lookAfterVehicles(deps)
        return reading
      },
    }))
  }
})

/** Whether two cars are planned to charge at the same time. */
function areTogether(plans: readonly (StoredPlan | undefined)[]): boolean {
  const [first = [], second = []] = plans.map((stored) => stored?.plan.blocks)
  expect([first.length, second.length]).not.toContain(0)
  return first.some((block) => second.some((beside) => overlap(block, beside) !== undefined))
}
