import { addHours } from 'date-fns'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { hostOf } from '../../src/carmakers/host.ts'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { newestDecisions } from '../../src/control/decision-log-store.ts'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import { saveQuiet } from '../../src/vehicles/vehicle-store.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { api } from '../http/requests.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, ledger, nightCar, play, socAt, wall } from './night.ts'
import { MOST_MINUTES, minutesBetween, trouble } from './told.ts'

/** When the plan of this night has the car start. */
const STARTS = wall('03:00')
const ALWAYS = 10_000
/** All of them if LADEPLAN_LONG_TESTS is set. */
const IS_SHORT = process.env['LADEPLAN_LONG_TESTS'] === undefined
const BRANDS = IS_SHORT ? (['tesla'] as const) : (['tesla', 'smartcar'] as const)
// Smartcar answers, and tells that the carmaker behind it does not; the car alone is known to be out of reach.
const AWAY = [
  ['tesla', 'carmaker_down'],
  ['smartcar', 'no_answer'],
] as const
/** Enough for the breaker, of which one car alone makes too few. */
const CALLS = 20
const shownSchema = z.object({ reason: z.object({ code: z.string() }) })

function requestsOf(stage: Stage): number {
  const { vehicleData, start, stop, wake } = carOf(stage).requests
  return vehicleData + start + stop + wake
}

async function reasonOf(stage: Stage, vehicle: Vehicle): Promise<string> {
  const answer = await api(stage.service.app, 'get', `/v1/vehicles/${vehicle.id}`)
  return shownSchema.parse(answer.body).reason.code
}

/** The lines of the decision log that give a reason, oldest first. */
async function linesOf({ deps }: Stage, vehicle: Vehicle, code: string) {
  const newest = await newestDecisions(deps.db, vehicle.id, { from: wall('02:50'), limit: 500 })
  return newest.filter(({ decided }) => decided.reason.code === code).reverse()
}

describeOnEveryEngine('a driver is told in time that charging cannot be started', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar()] })

  test.each(AWAY.slice(0, BRANDS.length))(
    'since %s does not answer, and that it is over once the car charges',
    async (carmaker, is) => {
      const { vehicle } = await connect(stage(), { home: { carmaker } })
      await play(stage(), vehicle, wall('02:50'))
      await stage().arm({ kind: 'http-500', times: ALWAYS })
      for (let call = 0; call < CALLS; call++)
        stage().deps.breaker.tell(hostOf(stage().deps.carmaker(carmaker), null), false)
      await play(stage(), vehicle, wall('03:20'))
      const { cause, minutes, first } = await trouble(stage(), vehicle)
      expect(cause).toBe(is)
      expect(minutes).toBeLessThanOrEqual(MOST_MINUTES)
      expect(minutesBetween(STARTS, first.at)).toBeLessThanOrEqual(MOST_MINUTES)
      if (carmaker === 'tesla') {
        expect(await reasonOf(stage(), vehicle)).toBe('carmaker_down')
        const lines = await linesOf(stage(), vehicle, 'carmaker_down')
        expect(lines.map(({ decided }) => decided.desired)).toEqual(['CHARGE'])
        expect(lines.map(({ knew }) => knew.carmakerDownSince)).toEqual([wall('02:50')])
        expect(lines[0]?.passes).toBeGreaterThan(1)
      }
      await stage().arm({ kind: 'http-500', times: 0 })
      await play(stage(), vehicle, wall('07:30'))
      const { events } = await trouble(stage(), vehicle)
      expect(events.filter(({ type }) => type === 'charging.trouble_over')).toHaveLength(1)
      const all = await eventsAfter(database(), { after: 0 }, 200)
      const ofCarmaker = all.filter(({ vehicleId }) => vehicleId === null).map(({ type }) => type)
      expect(ofCarmaker.slice(0, 2)).toEqual(['carmaker.away', 'carmaker.back'])
      expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
    },
  )

  test.each(BRANDS)(
    'since %s asks for an hour of quiet, in which it is not called once',
    async (carmaker) => {
      const { vehicle } = await connect(stage(), { home: { carmaker } })
      await play(stage(), vehicle, wall('02:50'))
      const until = addHours(STARTS, 1)
      await database()
        .transaction()
        .execute((trx) => saveQuiet(trx, vehicle.id, until))
      const before = requestsOf(stage())
      await play(stage(), vehicle, new Date(until.getTime() - 1))
      const { cause, minutes, first } = await trouble(stage(), vehicle)
      expect([cause, minutes <= MOST_MINUTES]).toEqual(['budget', true])
      expect(minutesBetween(STARTS, first.at)).toBeLessThanOrEqual(MOST_MINUTES)
      expect(requestsOf(stage())).toBe(before)
      const lines = await linesOf(stage(), vehicle, 'rate_limited')
      expect(lines.map(({ decided }) => decided.desired)).toEqual(['CHARGE'])
      await play(stage(), vehicle, wall('07:30'))
      const { events } = await trouble(stage(), vehicle)
      expect(events.filter(({ type }) => type === 'charging.trouble_over')).toHaveLength(1)
      expect((await ledger(stage(), vehicle)).filter(({ kind }) => kind === 'start')).toHaveLength(1)
    },
  )

  test.skipIf(IS_SHORT)('since every call is answered with "too often"', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('02:50'))
    await stage().arm({ kind: 'rate-limited', times: ALWAYS })
    await play(stage(), vehicle, wall('03:20'))
    const { cause, minutes, first } = await trouble(stage(), vehicle)
    expect([cause, minutes <= MOST_MINUTES]).toEqual(['budget', true])
    expect(minutesBetween(STARTS, first.at)).toBeLessThanOrEqual(MOST_MINUTES)
  })

  test.skipIf(IS_SHORT)('since the car cannot be reached', async () => {
    const { vehicle } = await connect(stage(), { home: { carmaker: 'smartcar' } })
    await play(stage(), vehicle, wall('02:50'))
    await stage().arm({ kind: 'unreachable', times: ALWAYS })
    await play(stage(), vehicle, wall('03:20'))
    const { cause, minutes } = await trouble(stage(), vehicle)
    expect([cause, minutes <= MOST_MINUTES]).toEqual(['no_answer', true])
  })

  test.skipIf(IS_SHORT)('since no start is ever answered or carried out', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('02:50'))
    await stage().arm({ kind: 'silence-before-effect', on: 'start', times: ALWAYS })
    const impatient = stage().another({ timeoutMs: 300 })
    await stepWorld(impatient, stage().clock, wall('03:20'))
    const { cause, minutes } = await trouble(stage(), vehicle)
    // The car is read meanwhile, and shows that it does nothing.
    expect([cause, minutes <= MOST_MINUTES]).toEqual(['no_effect', true])
  })
})
