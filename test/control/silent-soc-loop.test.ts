import { describe, expect, it } from 'vitest'
import type { Reading } from '../../src/carmakers/port.ts'
import type { Carmaker } from '../../src/carmakers/registry.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import { lookAfterVehicles } from '../../src/control/loop.ts'
import { newestPlan } from '../../src/control/plan-store.ts'
import { api } from '../http/requests.ts'
import { DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { minutesAfter } from '../support/pictures.ts'
import { connect, useStage } from '../support/stage.ts'

const READY_BY = new Date('2024-12-13T06:00:00Z')

describeOnEveryEngine('a car that does not tell its state of charge', (database) => {
  const stage = useStage(database)

  describe.each([
    { what: 'any more', taken: 40, tellsFirst: true },
    { what: 'and never did', taken: 10, tellsFirst: false },
  ])('$what', ({ taken, tellsFirst }) => {
    it('is planned for by the lowest plausible, says so, and is ready by the time that was promised', async () => {
      const { vehicle } = await connect(stage())
      while ((await stage().service.fetchPrices()) > 0);
      if (tellsFirst) await look(stage().deps)
      await minutesOn(5)
      const plan = await newestPlan(database(), vehicle.id, DUSK)
      expect(plan?.problem.need.soc).toBe(taken)
      const told = await api(stage().service.app, 'get', `/v1/vehicles/${vehicle.id}`).expect(200)
      expect(told.body).toMatchObject({ socPercent: null, assumedSocPercent: taken })
      // By then it has its minimum, for all that is known, and the rest waits for cheaper hours.
      for (let n = 0; n < 6; n++) await minutesOn(10)
      expect(stage().simulator.report().cars[0]?.status).toBe('connected')
      while (stage().clock.now() < READY_BY) await minutesOn(30)
      expect(stage().simulator.report().cars[0]?.socPercent).toBeGreaterThan(79)
    })
  })

  async function minutesOn(minutes: number): Promise<void> {
    const now = minutesAfter(stage().clock.now(), minutes)
    stage().clock.stepTo(now)
    await database().updateTable('vehicle_due').set({ due_at: now }).execute()
    await look(silentCars(stage().deps))
  }
})

async function look(deps: ControlDependencies): Promise<void> {
  while ((await lookAfterVehicles(deps)) > 0);
}

/** The real adapters, whose reports lack one value. */
function silentCars(deps: ControlDependencies): ControlDependencies {
  const silent = (carmaker: Carmaker): Carmaker => ({
    ...carmaker,
    regions: undefined,
    api: {
      ...carmaker.api,
      readChargeState: async (token, reference): Promise<Reading> => {
        const reading = await carmaker.api.readChargeState(token, reference)
        return reading.kind === 'state'
          ? { ...reading, state: { ...reading.state, socPercent: null } }
          : reading
      },
    },
  })
  return { ...deps, carmaker: (name) => silent(deps.carmaker(name)) }
}
