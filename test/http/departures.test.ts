import { addSeconds } from 'date-fns'
import { expect, test } from 'vitest'
import { addDays } from '../../src/base/calendar.ts'
import { forgetPastExceptions, findPolicy } from '../../src/vehicles/policy-store.ts'
import { api, connect, look, problemIn } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()
const POLICY = {
  targetPercent: 80,
  minimumPercent: 20,
  readyBy: '07:00',
  timeZone: 'Europe/Oslo',
  paused: false,
  maxStarts: null,
  minimumRunMinutes: null,
}

async function put(changes: object) {
  const { vehicleId } = await connect(scene())
  await look(scene())
  const path = `/v1/vehicles/${vehicleId}/policy`
  return {
    vehicleId,
    answer: await api(scene().app, 'put', path)
      .set('If-Match', '*')
      .send({ ...POLICY, ...changes }),
  }
}

test('days that differ are planned for: tomorrow at five, to 90 %', async () => {
  const exceptions = [{ date: '2024-12-13', readyBy: '05:00', targetPercent: 90 }]
  const weekdays = { saturday: { readyBy: null } }
  const { vehicleId, answer } = await put({ exceptions, weekdays })
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({ ...POLICY, weekdays, exceptions, pausedUntil: null })
  await look(scene())
  const plan = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}/plan`).expect(200)
  expect(plan.body).toMatchObject({ readyBy: '2024-12-13T05:00:00.000+01:00' })
  await forgetPastExceptions(scene().control.db, new Date('2024-12-16T12:00:00Z'))
  const kept = await findPolicy(scene().control.db, vehicleId)
  expect(kept?.departures).toEqual({ weekdays, exceptions: [] })
})

test('a pause with an end gives the car back, and is over by itself', async () => {
  const { vehicleId, answer } = await put({ paused: true, pausedUntil: '2024-12-12T20:00:00+01:00' })
  expect(answer.body).toMatchObject({ paused: true, pausedUntil: '2024-12-12T19:00:00.000Z' })
  scene().clock.set(new Date('2024-12-12T19:00:00Z'))
  const later = await api(scene().app, 'get', `/v1/vehicles/${vehicleId}/policy`).expect(200)
  expect(later.body).toMatchObject({ paused: false, pausedUntil: null })
})

test.each([
  ['366 days is taken', 0, 200],
  ['a second more is not', 1, 422],
])('a pause of %s', async (_, seconds, status) => {
  const end = addSeconds(addDays(scene().clock.now(), 366), seconds)
  const { answer } = await put({ paused: true, pausedUntil: end.toISOString() })
  expect(answer.status).toBe(status)
})

test.each<[string, object, string, string]>([
  [
    'a weekday nobody knows',
    { weekdays: { someday: { readyBy: '07:00' } } },
    '/weekdays/someday',
    'someday is not known here',
  ],
  [
    'a time that is none',
    { weekdays: { friday: { readyBy: '25:00' } } },
    '/weekdays/friday/readyBy',
    'readyBy is "25:00": expected a local time as HH:MM',
  ],
  [
    'a target below the minimum',
    { weekdays: { friday: { readyBy: '07:00', targetPercent: 10 } } },
    '/weekdays/friday/targetPercent',
    'targetPercent is 10: expected a target not below the minimum, 20',
  ],
  [
    'a day that no calendar has',
    { exceptions: [{ date: '2025-02-30', readyBy: null }] },
    '/exceptions/0/date',
    'date is "2025-02-30": expected a date as YYYY-MM-DD',
  ],
  [
    'a day that is past',
    { exceptions: [{ date: '2024-12-11', readyBy: null }] },
    '/exceptions/0/date',
    'date is "2024-12-11": expected a date from 2024-12-12 to 2025-12-13',
  ],
  [
    'a date twice',
    {
      exceptions: [
        { date: '2024-12-24', readyBy: null },
        { date: '2024-12-24', readyBy: '10:00' },
      ],
    },
    '/exceptions/1/date',
    'expected each date once',
  ],
  [
    'a pause that ended before it began',
    { paused: true, pausedUntil: '2024-12-12T10:00:00Z' },
    '/pausedUntil',
    'expected an instant ahead',
  ],
  [
    'a pause until the end of the calendar',
    { paused: true, pausedUntil: '9999-12-31T23:59:59Z' },
    '/pausedUntil',
    'pausedUntil is "9999-12-31T23:59:59Z": expected an instant ahead, 366 days at most',
  ],
  ['the end of no pause', { pausedUntil: '2024-12-13T10:00:00Z' }, '/pausedUntil', 'while paused is false'],
])('%s is refused, naming field, value and remedy', async (_, changes, pointer, message) => {
  const { answer } = await put(changes)
  const problem = problemIn(answer)
  expect(problem).toMatchObject({ status: 422, code: 'validation-failed', errors: [{ pointer }] })
  expect(problem.errors?.[0]?.message).toContain(message)
})
