import { expect, test } from 'vitest'
import type { Fault } from '../../src/simulator/faults.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { ledger, nightCar, play, sleeper, wall } from './night.ts'
import { eventsOf, MOST_MINUTES, trouble } from './told.ts'

const ALWAYS = 10_000

/** A fault that lasts, what is told of it, and how it is ended. */
const FAULTS: readonly [string, Partial<Fault> & Pick<Fault, 'kind'>, string][] = [
  ['takes every start and does nothing', { kind: 'ignored-200', on: 'start' }, 'no_effect'],
  ['is at a dead plug', { kind: 'no-power', on: 'start' }, 'no_power'],
  ['answers with errors only', { kind: 'http-500' }, 'no_answer'],
  ['is too busy for every start', { kind: 'busy', on: 'start' }, 'refused'],
]

/** All of them if LADEPLAN_LONG_TESTS is set; what each means is judged without a journey too. */
const SHOWN = process.env['LADEPLAN_LONG_TESTS'] === undefined ? FAULTS.slice(0, 1) : FAULTS

describeOnEveryEngine('a driver is told of a car that', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar(), sleeper()] })

  test.each(SHOWN)('%s, once, within ten minutes, and that it is over', async (_, fault, cause) => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('02:50'))
    await stage().arm({ ...fault, vin: nightCar().vin, times: ALWAYS })
    await play(stage(), vehicle, wall('03:40'))
    const found = await trouble(stage(), vehicle)
    const starts = (await ledger(stage(), vehicle)).filter(
      ({ kind, sentAt }) => kind === 'start' && sentAt > wall('02:50'),
    )
    expect(found.cause).toBe(cause)
    expect(found.first.data.since, 'the first failure').toEqual(starts[0]?.sentAt)
    expect(found.minutes).toBeLessThanOrEqual(MOST_MINUTES)
    await stage().arm({ ...fault, vin: nightCar().vin, times: 0 })
    await play(stage(), vehicle, wall('07:30'))
    const { events } = await trouble(stage(), vehicle)
    expect(events.filter(({ type }) => type === 'charging.trouble_over')).toHaveLength(1)
  })

  test('never wakes up', async () => {
    const { vehicle } = await connect(stage(), { login: 'ola' })
    await stage().arm({ kind: 'ignored-200', on: 'wake', vin: sleeper().vin, times: ALWAYS })
    await play(stage(), vehicle, wall('04:00'))
    const { cause, minutes } = await trouble(stage(), vehicle)
    expect(cause).toBe('asleep')
    expect(minutes).toBeLessThanOrEqual(MOST_MINUTES)
  })

  test('does as it is told: nothing', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('07:30'))
    expect(await eventsOf(stage(), vehicle)).toEqual([])
  })
})

describeOnEveryEngine('a driver is told of a charge that', (database) => {
  const weak = {
    login: 'ola',
    driver: 'Ola',
    vin: '5YJ3E1EA0TEST0002',
    weak: { from: wall('03:05'), powerKw: 2 },
  }
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar(weak)] })

  test('has far too little power, and that the car cannot be ready, while there is time', async () => {
    const { vehicle } = await connect(stage(), { driverId: 'driver-ola', login: 'ola' })
    await play(stage(), vehicle, wall('07:30'))
    const { cause, minutes, events } = await trouble(stage(), vehicle)
    expect(cause).toBe('power_too_low')
    expect(minutes).toBeLessThanOrEqual(MOST_MINUTES)
    const risk = events.find(({ type }) => type === 'ready_by.at_risk')
    expect(risk?.at.getTime()).toBeLessThan(wall('03:40').getTime())
    expect(events.filter(({ type }) => type === 'ready_by.missed')).toHaveLength(1)
  })
})
