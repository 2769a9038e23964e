import { addHours, addMinutes } from 'date-fns'
import { DeleteQueryNode, type KyselyPlugin } from 'kysely'
import { expect, it } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import { openFleet, type Fleet } from '../chaos/fleet.ts'
import { loseCarmaker, play, setAway } from '../chaos/outage.ts'
import { describeOnEveryEngine } from '../support/database.ts'

/** All are held for more than an hour. */
const HOME = new Date('2024-12-12T20:30:00Z')
const CARS = 3

describeOnEveryEngine('a carmaker that is back while the database fails', (database) => {
  it('is told to be back, and its cars are let go, as soon as the database works', async () => {
    const fault = { isOn: false, times: 0 }
    const clock = new SteppedClock(HOME)
    const car = { limitPercent: 90, stays: [{ pluggedInAt: HOME, unpluggedAt: addHours(HOME, 10) }] }
    const hints = createMemoryHints(clock)
    const db = database().withPlugin(failingToLetGo(fault))
    const fleet = await openFleet(db, { cars: CARS, clock, hints, car })
    try {
      await play({ fleet, clock }, addMinutes(HOME, 30))
      await loseCarmaker({ fleet, clock })
      await setAway({ fleet }, false)
      fault.isOn = true
      while (fleet.deps.breaker.away().length > 0) await play({ fleet, clock }, addMinutes(clock.now(), 1))
      // The control: it is known to be back, and could not be written down.
      expect(fault.times).toBeGreaterThan(0)
      expect([await waiting(fleet), await told(fleet)]).toEqual([CARS, ['carmaker.away']])
      fault.isOn = false
      await fleet.service.tick()
      expect([await waiting(fleet), await told(fleet)]).toEqual([0, ['carmaker.away', 'carmaker.back']])
    } finally {
      await fleet.close()
    }
  })
})

/** While it is on, cars that wait for a carmaker cannot be let go. */
function failingToLetGo(fault: { isOn: boolean; times: number }): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      if (fault.isOn && DeleteQueryNode.is(node) && JSON.stringify(node.from).includes('carmaker_wait')) {
        fault.times++
        throw new Error('the disk is full')
      }
      return node
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }
}

async function waiting({ db }: Fleet): Promise<number> {
  return (await db.selectFrom('carmaker_wait').select('vehicle_id').execute()).length
}

async function told({ db }: Fleet): Promise<readonly string[]> {
  const events = await eventsAfter(db, { after: 0 }, 200)
  return events.map(({ type }) => type).filter((type) => type.startsWith('carmaker.'))
}
