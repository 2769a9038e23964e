import axios from 'axios'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CarmakerError } from '../../../src/carmakers/carmaker-error.ts'
import type { Carmaker } from '../../../src/carmakers/registry.ts'
import { FAULT_KINDS, type FaultKind } from '../../../src/simulator/faults.ts'
import { car, type Stage } from '../../simulator/support.ts'
import { BRANDS, brandStage, connected, pass, type Hand } from './brands.ts'

const CODES: Readonly<Partial<Record<FaultKind, string>>> = {
  'http-500': 'carmaker-unavailable',
  'rate-limited': 'rate-limited',
  revoked: 'token-expired',
}

describe.each(BRANDS)('a fault at $name', ({ create }) => {
  let scene: Stage
  let carmaker: Carmaker
  let dropped: number
  let hand: Hand

  beforeEach(async () => {
    scene = await brandStage()
    dropped = 0
    carmaker = create(scene.simulator, {
      onRead: ({ positionFieldsDropped }) => {
        dropped += positionFieldsDropped
      },
    })
    hand = await connected(carmaker)
    pass(scene.clock, 60)
  })
  afterEach(() => scene.simulator.close())

  const arm = (kind: FaultKind, on?: string) =>
    axios.post(`${scene.simulator.url}/_simulator/faults`, { kind, on, times: 1 })
  const read = () => carmaker.api.readChargeState(hand.tokens.accessToken, hand.reference)
  const stop = () => carmaker.api.stopCharging(hand.tokens.accessToken, hand.reference)

  it.each(FAULT_KINDS)('%s ends a read and a command in a typed outcome without a position', async (kind) => {
    await arm(kind, 'vehicleData')
    const reading = await settled(read())
    await arm(kind, 'stop')
    const outcome = await settled(stop())
    for (const result of [reading, outcome]) expectTyped(result)
    const told = inspect([reading, outcome], { depth: 8, showHidden: true })
    for (const { latitude, longitude } of scene.simulator.report().pool) {
      expect(told).not.toContain(String(latitude))
      expect(told).not.toContain(String(longitude))
    }
  })

  it('hides no position that did not come: what is dropped is counted', async () => {
    const sent = scene.simulator.report().coordinatesSent
    await read()
    expect(scene.simulator.report().coordinatesSent).toBeGreaterThan(sent)
    expect(dropped).toBeGreaterThan(0)
  })

  it.each(Object.entries(CODES))('%s makes a read fail with %s', async (kind, code) => {
    await axios.post(`${scene.simulator.url}/_simulator/faults`, { kind, on: 'vehicleData' })
    expect(await settled(read())).toMatchObject({ code })
  })

  it('an answer of 200 that the car ignores is done to us, and only the next report tells', async () => {
    await arm('ignored-200', 'stop')
    expect(await stop()).toEqual({ kind: 'done', alreadySo: false })
    pass(scene.clock, 30)
    expect(await read()).toMatchObject({ state: { status: 'charging' } })
  })

  it.each(['timeout-after-effect', 'silence-after-effect'] as const)(
    '%s leaves the outcome unknown though the car obeyed',
    async (kind) => {
      await arm(kind, 'stop')
      expect(await stop()).toEqual({ kind: 'unknown' })
      pass(scene.clock, 30)
      expect(await read()).toMatchObject({ state: { status: 'connected' } })
    },
  )

  it('a command that is lost on its way leaves the outcome unknown, and the car as it was', async () => {
    await arm('silence-before-effect', 'stop')
    expect(await stop()).toEqual({ kind: 'unknown' })
    pass(scene.clock, 30)
    expect(await read()).toMatchObject({ state: { status: 'charging' } })
  })

  it('a rate limit is told with the seconds to wait', async () => {
    await arm('rate-limited', 'vehicleData')
    expect(await settled(read())).toMatchObject({ code: 'rate-limited', retryAfterSeconds: 30 })
    await arm('rate-limited', 'stop')
    expect(await stop()).toMatchObject({ kind: 'refused', because: 'rate_limited' })
  })

  it('a car that will not start again says yes and stays as it is', async () => {
    const other = await brandStage({ cars: [car({ refusesRestart: true })] })
    try {
      const brand = create(other.simulator)
      const { tokens, reference } = await connected(brand)
      pass(other.clock, 60)
      await brand.api.stopCharging(tokens.accessToken, reference)
      pass(other.clock, 60)
      const outcome = await brand.api.startCharging(tokens.accessToken, reference)
      expect(outcome).toEqual({ kind: 'done', alreadySo: false })
      pass(other.clock, 60)
      const reading = await brand.api.readChargeState(tokens.accessToken, reference)
      expect(reading).toMatchObject({ state: { status: 'connected' } })
    } finally {
      await other.simulator.close()
    }
  })
})

function expectTyped(result: unknown): void {
  if (result instanceof CarmakerError) return
  const kinds = ['state', 'asleep', 'offline', 'done', 'refused', 'unknown']
  expect(kinds).toContain(z.object({ kind: z.string() }).parse(result).kind)
}

function settled(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error)
}
