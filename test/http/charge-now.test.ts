import { expect, test } from 'vitest'
import { z } from 'zod'
import { api, connect, look, problemIn } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()

async function chargeNowPath(): Promise<string> {
  const { vehicleId } = await connect(scene())
  await look(scene())
  return `/v1/vehicles/${vehicleId}/charge-now`
}

test.each<[string, object, object]>([
  ['the policy’s target', {}, { until: 'target', targetPercent: null }],
  ['a target', { until: 'target', targetPercent: 90 }, { until: 'target', targetPercent: 90 }],
  ['a target alone', { targetPercent: 90 }, { until: 'target', targetPercent: 90 }],
  ['some hours', { until: 'time', hours: 1.5 }, { until: 'time', endsAt: '2024-12-12T17:35:00.000Z' }],
  ['unplugging', { until: 'unplugged' }, { until: 'unplugged' }],
])('charge now ends with %s, and the vehicle says so', async (_, body, expected) => {
  const path = await chargeNowPath()
  const since = scene().clock.now().toISOString()
  const answer = await api(scene().app, 'post', path).send(body).expect(202)
  expect(answer.body).toMatchObject({ chargeNow: true, override: { kind: 'charge-now', since, ...expected } })
})

test('a wish that is not sent as JSON is refused, not taken for another one', async () => {
  const path = await chargeNowPath()
  const wish = JSON.stringify({ until: 'time', hours: 1 })
  const sent = await api(scene().app, 'post', path).type('text/plain').send(wish).expect(415)
  expect(problemIn(sent)).toMatchObject({ code: 'unsupported-media-type' })
  // The control: no body at all is a wish, for the target.
  expect((await api(scene().app, 'post', path).expect(202)).body).toMatchObject({
    override: { until: 'target' },
  })
})

test('charge now asked for twice is the same as once: its end is not put off', async () => {
  const path = await chargeNowPath()
  const first = await api(scene().app, 'post', path).send({ until: 'time', hours: 2 }).expect(202)
  scene().clock.pass(30)
  const second = await api(scene().app, 'post', path).send({ until: 'time', hours: 2 }).expect(202)
  expect(first.body).toMatchObject({ override: { endsAt: '2024-12-12T18:05:00.000Z' } })
  expect(second.body).toMatchObject({ override: { endsAt: '2024-12-12T18:05:00.000Z' } })
  const longer = await api(scene().app, 'post', path).send({ until: 'time', hours: 3 }).expect(202)
  expect(longer.body).toMatchObject({ override: { endsAt: '2024-12-12T19:35:00.000Z' } })
})

test.each<[string, object, string, string]>([
  [
    'no hours',
    { until: 'time', hours: 0 },
    '/hours',
    'hours is 0: expected a number of hours above 0 and at most 24',
  ],
  [
    'more than a day',
    { until: 'time', hours: 24.5 },
    '/hours',
    'hours is 24.5: expected a number of hours above 0',
  ],
  ['hours left out', { until: 'time' }, '/hours', 'hours is missing: expected a number of hours'],
  [
    'an end nobody knows',
    { until: 'morning' },
    '/until',
    'until is "morning": expected one of: target, time, unplugged',
  ],
  [
    'a target of nothing',
    { targetPercent: 0 },
    '/targetPercent',
    'targetPercent is 0: expected a whole number from 1 to 100',
  ],
  ['hours with a target', { until: 'target', hours: 2 }, '/hours', 'hours is not known here'],
])('charge now refuses %s, naming field, value and remedy', async (_, body, pointer, message) => {
  const problem = problemIn(await api(scene().app, 'post', await chargeNowPath()).send(body))
  expect(problem).toMatchObject({ status: 422, code: 'validation-failed', errors: [{ pointer }] })
  expect(problem.errors?.[0]?.message).toContain(message)
})

test.each<[string, object, object]>([
  ['a target the car is past', { targetPercent: 30 }, { status: 409, code: 'target-already-reached' }],
  [
    'a target above the car’s own limit',
    { targetPercent: 95 },
    { status: 422, code: 'target-above-vehicle-limit' },
  ],
])('charge now refuses %s, and says what the car is at', async (_, body, expected) => {
  const problem = problemIn(await api(scene().app, 'post', await chargeNowPath()).send(body))
  expect(problem).toMatchObject(expected)
  expect(problem.detail).toMatch(/is at 4\d %|limit is 90/)
})

/** A policy whose everyday target is not that of the departure of the scene's night. */
async function wish(path: string, [everyday, tonight]: [number, number], more: object = {}): Promise<void> {
  const exceptions = [{ date: '2024-12-13', readyBy: '07:00', targetPercent: tonight }]
  const told = { targetPercent: everyday, minimumPercent: 20, readyBy: '07:00', timeZone: 'Europe/Oslo' }
  await api(scene().app, 'put', path.replace('charge-now', 'policy'))
    .set('If-Match', '*')
    .send({ ...told, exceptions, paused: false, maxStarts: null, minimumRunMinutes: null, ...more })
    .expect(200)
}

test('charge now goes by the target of tonight’s departure, as the quote and the plan do', async () => {
  const path = await chargeNowPath()
  await wish(path, [80, 30])
  const problem = problemIn(await api(scene().app, 'post', path))
  expect(problem).toMatchObject({ status: 409, code: 'target-already-reached' })
  await wish(path, [30, 80])
  await api(scene().app, 'post', path).expect(202)
})

test('charge now in a pause is refused, as it would never be done', async () => {
  const path = await chargeNowPath()
  await wish(path, [80, 80], { paused: true, pausedUntil: '2024-12-12T18:00:00Z' })
  const problem = problemIn(await api(scene().app, 'post', path))
  expect(problem).toMatchObject({ status: 409, code: 'paused' })
  expect(problem.detail).toContain('End the pause')
  scene().clock.set(new Date('2024-12-12T18:00:00Z'))
  await api(scene().app, 'post', path).expect(202)
})

test('letting Ladeplan take over ends charge now', async () => {
  const path = await chargeNowPath()
  await api(scene().app, 'post', path).expect(202)
  const answer = await api(scene().app, 'delete', path.replace('charge-now', 'override')).expect(202)
  expect(answer.body).toMatchObject({ chargeNow: false, override: null })
})

test('what charge now costs is told before it is asked for: at dusk far more than the plan, in kroner', async () => {
  const quote = async (query: string) => {
    const answer = await api(scene().app, 'get', `${path}/quote${query}`).expect(200)
    return quoteSchema.parse(answer.body)
  }
  const path = await chargeNowPath()
  const full = await quote('')
  expect(full).toMatchObject({ currency: 'NOK', socPercent: 80 })
  expect(full.extraCost).toBeCloseTo(full.cost - full.planCost, 6)
  expect(full.extraCost).toBeGreaterThan(20)
  const hour = await quote('?until=time&hours=1')
  expect(hour.endsAt).toBe('2024-12-12T17:05:00.000Z')
  expect(hour.extraCost).toBeGreaterThan(0)
  expect(hour.extraCost).toBeLessThan(full.extraCost)
})

test('a quote takes a figure in the one way in which forms and bodies are filled in', async () => {
  const path = await chargeNowPath()
  for (const hours of ['0x10', '1e1', '%202', 'Infinity', '1,5', '']) {
    const answer = await api(scene().app, 'get', `${path}/quote?until=time&hours=${hours}`)
    const problem = problemIn(answer)
    expect(problem, hours).toMatchObject({ status: 422, errors: [{ pointer: '/hours' }] })
    expect(problem.detail).toContain(
      `hours is ${JSON.stringify(decodeURIComponent(hours))}: expected a number`,
    )
  }
})

const quoteSchema = z.object({
  currency: z.string(),
  endsAt: z.string(),
  socPercent: z.number(),
  cost: z.number(),
  planCost: z.number(),
  extraCost: z.number(),
  provisional: z.boolean(),
})
