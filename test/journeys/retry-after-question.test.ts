import axios from 'axios'
import { addMinutes, addSeconds, differenceInSeconds } from 'date-fns'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { CarmakerName } from '../../src/carmakers/registry.ts'
import type { FaultKind, Operation } from '../../src/simulator/faults.ts'
import { findVehicle } from '../../src/vehicles/vehicle-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { carOf, nightCar, play, socAt, wall } from './night.ts'

/** What the gateway before the simulated carmaker asks for, s. */
const RETRY_AFTER = 600
/** The fault meets every question. */
const MOST = 1_000
const armedSchema = z.array(z.object({ times: z.number() }))
const PLUGGED_IN = wall('17:00')

describeOnEveryEngine(
  'a question beside the reading that is answered with a time to come back',
  (database) => {
    const stage = useStage(database, { start: wall('16:50'), cars: [nightCar()], streams: true })
    const calls = async () => {
      const { data } = await axios.get<unknown>(`${stage().simulator.url}/_simulator/faults`)
      return {
        ofCar: Object.values(carOf(stage()).requests).reduce((sum, count) => sum + count, 0),
        refused: MOST - (armedSchema.parse(data)[0]?.times ?? 0),
      }
    }

    /** The question has just been asked in vain. */
    const refused = async (carmaker: CarmakerName, kind: FaultKind, on: Operation) => {
      const { vehicle } = await connect(stage(), { home: { carmaker } })
      // Smartcar was asked as the driver connected, and would be again in half a day.
      await database().updateTable('connection').set({ permissions_due_at: null }).execute()
      await stage().arm({ kind, on, times: MOST })
      let at = stage().clock.now()
      while ((await calls()).refused === 0 && at < addMinutes(PLUGGED_IN, 60)) {
        at = addMinutes(at, 1)
        await play(stage(), vehicle, at)
      }
      expect((await calls()).refused).toBe(1)
      return vehicle
    }

    it.each<[string, CarmakerName, Operation]>([
      ['whether the car would obey', 'tesla', 'fleetStatus'],
      ['to tell by itself', 'tesla', 'telemetryConfig'],
      ['what is still permitted', 'smartcar', 'vehicle'],
    ])('has nothing asked and nothing sent until then, to the second: %s', async (_, carmaker, on) => {
      const vehicle = await refused(carmaker, 'overloaded', on)
      const until = (await findVehicle(database(), vehicle.id))?.quietUntil ?? new Date(0)
      const sinceRefused = RETRY_AFTER - differenceInSeconds(until, stage().clock.now())
      expect(sinceRefused).toBeGreaterThanOrEqual(0)
      expect(sinceRefused).toBeLessThanOrEqual(60)
      const before = await calls()
      await play(stage(), vehicle, addSeconds(until, -1))
      expect(await calls()).toEqual(before)
      await stage().arm({ kind: 'overloaded', on, times: 0 })
      await play(stage(), vehicle, until)
      expect((await calls()).ofCar).toBeGreaterThan(before.ofCar)
      await play(stage(), vehicle, wall('07:30'))
      expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
    })

    it('keeps what the reading of that pass has told', async () => {
      const vehicle = await refused('tesla', 'overloaded', 'fleetStatus')
      const states = await database()
        .selectFrom('vehicle_state')
        .select(['vehicle_id', 'soc_percent'])
        .execute()
      expect(states).toMatchObject([{ vehicle_id: vehicle.id }])
      expect(states[0]?.soc_percent).toBeGreaterThan(0)
    })

    it('without a time is followed by calls before, which is the control', async () => {
      const vehicle = await refused('tesla', 'http-500', 'fleetStatus')
      await play(stage(), vehicle, addSeconds(stage().clock.now(), RETRY_AFTER - 1))
      expect((await calls()).refused).toBeGreaterThan(1)
    })
  },
)
