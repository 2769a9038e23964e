import { startOfDay } from 'date-fns'
import { expect, it } from 'vitest'
import { commandCountRead } from '../../src/control/command-store.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { read } from '../../src/database/reads.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import type { Hints } from '../../src/hints/hints.ts'
import { SteppedClock } from '../../src/base/clock.ts'
import { callsOfBrands } from '../../src/vehicles/call-store.ts'
import { DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

/** More than a day allows, and than a brand's recipe tries in a row. */
const ROUNDS = 14

describeOnEveryEngine('a command that our own share of the rate does not let through', (database) => {
  const share = shareThatCloses()
  const stage = useStage(database, { hints: share.hints })

  it('is no call of the day, spends no try and no budget, and is sent as soon as there is a share', async () => {
    const { vehicle } = await connect(stage(), { home: { carmaker: 'smartcar' } })
    while ((await stage().service.fetchPrices()) > 0);
    const sentByUs = () => stage().simulator.report().cars[0]?.commands ?? []
    const spent = () => read(commandCountRead(database(), vehicle.id, startOfDay(DUSK)))
    const billed = async () => (await callsOfBrands(database(), DUSK, stage().clock.now()))[0]?.commands
    share.close()
    for (let round = 0; round < ROUNDS; round++) {
      await lookAfterVehicles(stage().deps)
      stage().pass(121)
    }
    expect(share.refused()).toBeGreaterThan(10)
    expect([sentByUs(), await spent(), await billed()]).toEqual([[], { commands: 0, wakes: 0 }, 0])

    share.open()
    await lookAfterVehicles(stage().deps)
    expect(sentByUs()).toMatchObject([{ kind: 'stop', answered: 'ok' }])
    expect([await spent(), await billed()]).toEqual([{ commands: 1, wakes: 0 }, 1])
  })
})

/** Hints whose share for commands can be used up, and with it what commands may take of that for reads. */
function shareThatCloses() {
  let isOpen = true
  let refused = 0
  let isFallback = false
  const hints: Hints = createMemoryHints(new SteppedClock(DUSK))
  const takeToken: Hints['takeToken'] = (bucket, limit) => {
    const isCommand = bucket === 'smartcar:commands' || (isFallback && bucket === 'smartcar:reads')
    isFallback = !isOpen && bucket === 'smartcar:commands'
    if (isOpen || !isCommand)
      return bucket.startsWith('smartcar') ? Promise.resolve(true) : hints.takeToken(bucket, limit)
    if (!isFallback) refused += 1
    return Promise.resolve(false)
  }
  return {
    hints: { ...hints, takeToken },
    close: () => void (isOpen = false),
    open: () => void (isOpen = true),
    /** Commands that were not let through. */
    refused: () => refused,
  }
}
