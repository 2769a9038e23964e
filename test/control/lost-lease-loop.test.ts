import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { withApi } from '../support/with-api.ts'

describeOnEveryEngine('a command whose car another process takes over before its answer', (database) => {
  const stage = useStage(database)

  it.each([
    ['is billed, and its answer is the other’s to find out', true, null],
    ['would be settled if nobody did (control)', false, 'done'],
  ])('%s', async (_, isTakenOver, outcome) => {
    await connect(stage())
    while ((await stage().service.fetchPrices()) > 0);
    await lookAfterVehicles(stage().deps)
    stage().pass(30)
    await lookAfterVehicles(isTakenOver ? takenOver() : stage().deps)
    const commands = await database().selectFrom('command').select(['kind', 'outcome']).execute()
    expect(commands).toEqual([{ kind: 'stop', outcome }])
    expect(stage().simulator.report().cars[0]?.commands).toHaveLength(1)
    expect(await database().selectFrom('vehicle_calls').select('commands').execute()).toEqual([
      { commands: 1 },
    ])
    const { lease_until: lease } = await database()
      .selectFrom('vehicle_due')
      .select('lease_until')
      .executeTakeFirstOrThrow()
    expect(lease !== null).toBe(isTakenOver)
  })

  /** While the car carries the command out, another process claims it. */
  function takenOver(): ControlDependencies {
    const { deps } = stage()
    return withApi(deps, (api) => ({
      stopCharging: async (...asked) => {
        const outcome = await api.stopCharging(...asked)
        await sql`update vehicle_due set fence = fence + 1`.execute(deps.db)
        return outcome
      },
    }))
  }
})
