import { expect, it } from 'vitest'
import { z } from 'zod'
import { SteppedClock } from '../../src/base/clock.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { newestDecisions } from '../../src/control/decision-log-store.ts'
import { decisionStory } from '../../src/texts/decision-story.ts'
import { createMemoryHints } from '../../src/hints/memory-hints.ts'
import { openFleet, type Fleet } from '../chaos/fleet.ts'
import { play } from '../chaos/outage.ts'
import { api } from '../http/requests.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { minutesAfter } from '../support/pictures.ts'

const NOW = new Date('2024-12-12T20:00:00Z')
/** From here on it is cheap. */
const MIDNIGHT = new Date('2024-12-12T23:00:00Z')
const CARS = 3
const TOLD =
  'The car has been in a queue since Thu 12 Dec, 21:05: the carmaker cannot be asked about all cars at once. Those that are most pressed go first.'
const vehicleSchema = z.object({ reason: z.object({ code: z.string() }) })

describeOnEveryEngine('cars that wait for the rate of their carmaker for some minutes', (database) => {
  it('say so on page, API and in the log, and say something else once they are served', async () => {
    const clock = new SteppedClock(NOW)
    const fleet = await openFleet(database(), {
      ...{ cars: CARS, clock, hints: createMemoryHints(clock), passesAtOnce: 1 },
    })
    try {
      await play({ fleet, clock }, minutesAfter(NOW, 5))
      const due = clock.now()
      await fleet.db.updateTable('vehicle_due').set({ due_at: due, poked: false }).execute()
      await fleet.db.updateTable('vehicle_state').set({ look_at: due }).execute()
      const usedUp = { ...fleet.deps, takeTurn: () => Promise.resolve(false) }
      const usual = await codesOf(fleet)
      await lookAfterVehicles(usedUp)
      clock.stepTo(minutesAfter(due, 2))
      await lookAfterVehicles(usedUp)
      // The control: a wait of two minutes is nothing to tell.
      expect(await codesOf(fleet)).toEqual(usual)
      // Nor is one of four where nothing is to be sent; from midnight on they are to be started.
      clock.stepTo(minutesAfter(due, 4))
      await lookAfterVehicles(usedUp)
      expect(await codesOf(fleet)).toEqual(usual)
      for (const minutes of [1, 3]) {
        clock.stepTo(minutesAfter(MIDNIGHT, minutes))
        await lookAfterVehicles(usedUp)
      }
      expect(await codesOf(fleet)).toEqual(Array(CARS).fill('waiting_for_turn'))
      // Once, whoever looks again, and without a look at any of them.
      expect(await toldOf(fleet)).toEqual(Array(CARS).fill(TOLD))
      await play({ fleet, clock }, minutesAfter(MIDNIGHT, 6))
      expect(await codesOf(fleet)).toEqual(Array(CARS).fill('charging_as_planned'))
    } finally {
      await fleet.close()
    }
  })
})

async function codesOf({ service, vehicleIds }: Fleet): Promise<readonly string[]> {
  const codes: string[] = []
  for (const id of vehicleIds) {
    const answer = await api(service.app, 'get', `/v1/vehicles/${id}`).expect(200)
    codes.push(vehicleSchema.parse(answer.body).reason.code)
  }
  return codes
}

/** Of each car the sentence of the one decision that tells of its wait. */
async function toldOf({ db, vehicleIds }: Fleet): Promise<readonly string[]> {
  const told: string[] = []
  for (const id of vehicleIds) {
    const decisions = await newestDecisions(db, id, { from: NOW, limit: 10 })
    const waits = decisions.filter(({ decided }) => decided.reason.code === 'waiting_for_turn')
    expect(waits.map(({ sent, nextDue }) => [sent, nextDue])).toEqual([[null, null]])
    told.push(...waits.map((wait) => decisionStory(wait, 'en', 'Europe/Oslo').why))
  }
  return told
}
