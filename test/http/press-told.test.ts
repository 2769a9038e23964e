import axios from 'axios'
import { z } from 'zod'
import { expect, test } from 'vitest'
import { api, browser, connect, formOn, look, type Connected } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()
const HALF_A_MINUTE = 0.5
const toldSchema = z.object({
  status: z.string(),
  reason: z.object({ code: z.string(), text: z.object({ nb: z.string(), en: z.string() }) }),
})

/** What page and API say at one instant, and whether the car charges in truth. */
async function said({ planUrl, vehicleId }: Connected) {
  const page = (await browser(scene().app, 'get', planUrl).expect(200)).text
  const sentence = /id="sentence">([^<]*)</.exec(page)?.[1] ?? ''
  const told = toldSchema.parse((await api(scene().app, 'get', `/v1/vehicles/${vehicleId}`)).body)
  expect(sentence).toBe(told.reason.text.en)
  return {
    sentence,
    badge: /badge-(\w+)"/.exec(page)?.[1] ?? '',
    code: told.reason.code,
    status: told.status,
  }
}

/** Held back since it was plugged in, then the driver presses. */
async function pressed(): Promise<Connected> {
  const car = await connect(scene())
  for (let minute = 0; minute < 15; minute++) {
    await look(scene())
    scene().clock.pass(1)
  }
  const page = (await browser(scene().app, 'get', car.planUrl)).text
  expect(page).toContain('Waiting for lower prices')
  await browser(scene().app, 'post', formOn(page, '/charge-now')).expect(303)
  return car
}

async function halfMinutes(car: Connected, count: number) {
  const told = [await said(car)]
  for (let step = 0; step < count; step++) {
    await look(scene())
    scene().clock.pass(HALF_A_MINUTE)
    told.push(await said(car))
  }
  return told
}

test('from the press on a driver reads that charging starts, and that it charges once it does', async () => {
  const told = await halfMinutes(await pressed(), 6)
  expect(told[0]).toMatchObject({
    ...{ sentence: 'Starting to charge because you chose “Charge now”.', badge: 'starting' },
    ...{ code: 'charging_boost', status: 'connected' },
  })
  expect(told.at(-1)).toMatchObject({
    ...{ sentence: 'Charging now because you chose “Charge now”.', badge: 'charging', status: 'charging' },
  })
  for (const { sentence, status } of told)
    expect(sentence.startsWith('Charging now')).toBe(status === 'charging')
})

test('a car that says yes and does nothing is never said to charge, and within ten minutes what failed is told', async () => {
  const car = await pressed()
  const fault = { kind: 'ignored-200', on: 'start', times: 100 }
  await axios.post(`${scene().simulator.url}/_simulator/faults`, fault)
  const told = await halfMinutes(car, 24)
  expect(told.filter(({ sentence }) => sentence.startsWith('Charging now'))).toEqual([])
  expect(told.slice(0, 20).map(({ code }) => code)).toContain('command_failed')
  expect(told.at(-1)).toMatchObject({ code: 'command_failed', badge: 'attention' })
  expect((await browser(scene().app, 'get', car.planUrl)).text).toContain('id="trouble"')
})
