import { addSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

describeOnEveryEngine('a process that stands still before it sends', (database) => {
  const stage = useStage(database)

  it.each([
    [9, 1],
    [11, 0],
  ])('CS04: for %d s sends %d command', async (seconds, sent) => {
    await connect(stage())
    while ((await stage().service.fetchPrices()) > 0);
    await lookAfterVehicles(stage().deps)
    stage().pass(30)
    await lookAfterVehicles(standingStill(seconds))
    const commands = await database().selectFrom('command').select('outcome').execute()
    expect(commands).toHaveLength(1)
    expect(stage().simulator.report().cars[0]?.commands).toHaveLength(sent)
    // Nothing is claimed of a command that was not sent: another process reads the car and sees.
    expect(commands.filter(({ outcome }) => outcome !== null)).toHaveLength(sent)
  })

  /** Process time jumps once the command has been written down. */
  function standingStill(seconds: number): ControlDependencies {
    const { deps, processClock } = stage()
    let stoodSeconds = 0
    return {
      ...deps,
      processClock: { now: () => addSeconds(processClock.now(), stoodSeconds) },
      events: {
        ...deps.events,
        commandSent: (facts) => {
          stoodSeconds = seconds
          deps.events.commandSent(facts)
        },
      },
    }
  }
})
