import { expect, it } from 'vitest'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { countStatements } from '../support/count-statements.ts'
import { minutesAfter } from '../support/pictures.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

/** Of a pass over one car that is read, of its claim and of the claim that finds nothing more. */
const MOST_OF_THE_FIRST = 9
const MOST_OF_THE_NEXT = 6

describeOnEveryEngine('The statements of a pass', (database) => {
  const stage = useStage(database)

  it('are few, and no more with an hour of passes behind it', async () => {
    await connect(stage())
    while ((await stage().service.fetchPrices()) > 0);
    expect(await statements()).toBeLessThanOrEqual(MOST_OF_THE_FIRST)
    for (let n = 0; n < 6; n++) await tenMinutesOn()
    expect(await tenMinutesOn()).toBeLessThanOrEqual(MOST_OF_THE_NEXT)
  })

  async function tenMinutesOn(): Promise<number> {
    const now = minutesAfter(stage().clock.now(), 10)
    stage().clock.stepTo(now)
    await database().updateTable('vehicle_due').set({ due_at: now }).execute()
    // Its own look, which it is read at.
    await database().updateTable('vehicle_state').set({ look_at: now }).execute()
    return statements()
  }

  /** How many one pass takes. */
  async function statements(): Promise<number> {
    const { db, sent } = countStatements(database())
    expect(await lookAfterVehicles({ ...stage().deps, db })).toBe(1)
    // The positive control: were nothing counted, few would be too few.
    expect(sent()).toBeGreaterThan(3)
    return sent()
  }
})
