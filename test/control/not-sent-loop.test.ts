import { startOfDay } from 'date-fns'
import { expect, it } from 'vitest'
import { spentRead } from '../../src/control/command-store.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { read } from '../../src/database/reads.ts'
import { callsOfBrands } from '../../src/vehicles/call-store.ts'
import { DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { shareThatCloses } from './share-that-closes.ts'

/** More than a day allows, and than a brand's recipe tries in a row, after those in which the car shows how fast it charges. */
const ROUNDS = 24

describeOnEveryEngine('a command that our own share of the rate does not let through', (database) => {
  const share = shareThatCloses()
  const stage = useStage(database, { hints: share.hints })

  it('is no call of the day, spends no try and no budget, and is sent as soon as there is a share', async () => {
    const { vehicle } = await connect(stage(), { home: { carmaker: 'smartcar' } })
    while ((await stage().service.fetchPrices()) > 0);
    const sentByUs = () => stage().simulator.report().cars[0]?.commands ?? []
    const spent = () => read(spentRead(database(), vehicle.id, startOfDay(DUSK)))
    const billed = async () => (await callsOfBrands(database(), DUSK, stage().clock.now()))[0]?.commands
    share.close()
    for (let round = 0; round < ROUNDS; round++) {
      await lookAfterVehicles(stage().deps)
      stage().pass(121)
    }
    expect(share.refused()).toBeGreaterThan(10)
    expect([sentByUs(), await spent(), await billed()]).toEqual([[], [], 0])

    share.open()
    await lookAfterVehicles(stage().deps)
    expect(sentByUs()).toMatchObject([{ kind: 'stop', answered: 'ok' }])
    expect([await spent(), await billed()]).toMatchObject([[{ kind: 'stop' }], 1])
  })
})
