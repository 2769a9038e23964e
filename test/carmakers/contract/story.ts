import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SteppedClock } from '../../../src/base/clock.ts'
import type { Brand, Reading } from '../../../src/carmakers/port.ts'
import type { SimulatedCar } from '../../../src/simulator/simulated-car.ts'
import { tokenToRevoke } from '../../../src/connections/revoke-grant.ts'
import { car } from '../../simulator/support.ts'
import { errorOf } from '../tesla/support.ts'
import { connected, exchange, pass, signIn, type Hand } from './brands.ts'

/** An adapter before the carmaker that it is written for, with one car of Kari's. */
export interface StoryScene {
  readonly carmaker: Brand
  readonly clock: SteppedClock
  /** Drivers who took back every consent given, as the carmaker has it. */
  readonly revocations: () => readonly { readonly login: string }[]
  close(): Promise<void>
}

/** Sets the scene of one test; the car is that of the simulator's tests if none is given. */
export type SetScene = (cars?: readonly SimulatedCar[]) => Promise<StoryScene>

const VIN = '5YJ3E1EA0TEST0001'
const NIGHT_HOURS = 14

/** What holds for the driver of any brand, from consent to withdrawal. */
export function driverStory(setScene: SetScene): void {
  let scene: StoryScene
  let carmaker: Brand

  beforeEach(async () => {
    scene = await setScene()
    carmaker = scene.carmaker
  })
  afterEach(() => scene.close())

  const read = ({ tokens, reference }: Hand): Promise<Reading> =>
    carmaker.api.readChargeState(tokens.accessToken, reference)
  const status = async (hand: Hand): Promise<string> => {
    const reading = await read(hand)
    return reading.kind === 'state' ? reading.state.status : reading.kind
  }

  it('consents to what is asked, and the car is listed by its VIN', async () => {
    const tokens = await exchange(carmaker, await signIn(carmaker))
    expect(tokens.grantedScopes.toSorted()).toEqual([...carmaker.oauth.scopes].toSorted())
    expect(await carmaker.api.listVehicles(tokens.accessToken)).toMatchObject([{ vin: VIN }])
  })

  it('has a car whose report has the age that the car gave it', async () => {
    const hand = await connected(carmaker)
    pass(scene.clock, 60)
    const reading = await read(hand)
    const told = { observedAt: scene.clock.now(), status: 'charging', socPercent: 40, limitPercent: 80 }
    expect(reading).toMatchObject({ kind: 'state', state: told })
    // Not every brand tells the kind of current when it is asked.
    expect([false, null]).toContain(reading.kind === 'state' ? reading.state.fastCharging : reading.kind)
  })

  it('has a car that stops, starts, is full at its limit and drives away', async () => {
    const hand = await connected(carmaker)
    const { api } = carmaker
    const { accessToken } = hand.tokens
    pass(scene.clock, 60)
    expect(await api.stopCharging(accessToken, hand.reference)).toEqual({ kind: 'done', alreadySo: false })
    pass(scene.clock, 15)
    expect(await status(hand)).toBe('connected')
    expect(await api.stopCharging(accessToken, hand.reference)).toEqual({ kind: 'done', alreadySo: true })
    expect(await api.startCharging(accessToken, hand.reference)).toEqual({ kind: 'done', alreadySo: false })
    pass(scene.clock, 15)
    expect(await status(hand)).toBe('charging')
    expect(await api.startCharging(accessToken, hand.reference)).toEqual({ kind: 'done', alreadySo: true })
    pass(scene.clock, 4 * 3_600)
    const again = await refreshed(carmaker, hand)
    expect(await status(again)).toBe('complete')
    pass(scene.clock, (NIGHT_HOURS - 4) * 3_600)
    expect(await status(await refreshed(carmaker, again))).toBe('disconnected')
  })

  it('has a car that nobody can start while it is away', async () => {
    const hand = await connected(carmaker)
    pass(scene.clock, NIGHT_HOURS * 3_600 + 60)
    const { tokens, reference } = await refreshed(carmaker, hand)
    const outcome = await carmaker.api.startCharging(tokens.accessToken, reference)
    expect(outcome).toEqual({ kind: 'refused', because: 'disconnected' })
  })

  it('stays connected for a year, one refresh token at a time', async () => {
    let hand = await connected(carmaker)
    const first = hand
    for (let month = 0; month < 12; month++) {
      pass(scene.clock, 30 * 86_400)
      hand = await refreshed(carmaker, hand)
    }
    expect(await status(hand)).toBe('disconnected')
    const dead = await errorOf(carmaker.oauth.refresh(first.tokens.refreshToken))
    expect(dead.code).toBe('consent-revoked')
  })

  it('who withdraws is left alone: the carmaker forgets the grant, and revoking twice is no error of ours', async () => {
    const hand = await connected(carmaker)
    const { oauth } = carmaker
    const token = tokenToRevoke(oauth, hand.tokens)
    await oauth.revoke(token)
    expect(scene.revocations()).toMatchObject([{ login: 'kari' }])
    expect((await errorOf(read(hand))).code).toBe('token-expired')
    await oauth.revoke(token).catch((error: unknown) => {
      expect(error).toMatchObject({
        code: oauth.revokesWith === 'access-token' ? 'token-expired' : 'consent-revoked',
      })
    })
  })

  it('who says no, or is sent back by an error, brings no code and no secret', async () => {
    const denied = await errorOf(exchange(carmaker, await signIn(carmaker, { decision: 'deny' })))
    expect(denied).toMatchObject({ code: 'authorization-refused', temporary: false })
    const error = await errorOf(exchange(carmaker, await signIn(carmaker, { login: 'error-server_error' })))
    expect(error).toMatchObject({ code: 'carmaker-unavailable', temporary: true })
  })

  it('has what the capability record says, and nothing that it does not', () => {
    const { capabilities, api } = carmaker
    expect(api.setChargeLimit !== undefined).toBe(capabilities.limit)
    expect(capabilities).toMatchObject({ startStop: true, separableLocationScope: true })
  })

  it('can have the limit of the car set, where the brand allows it', async () => {
    const { setChargeLimit } = carmaker.api
    if (setChargeLimit === undefined) return
    const { tokens, reference } = await connected(carmaker)
    expect((await setChargeLimit(tokens.accessToken, reference, 90)).kind).toBe('done')
    expect(await read({ tokens, reference })).toMatchObject({ state: { limitPercent: 90 } })
    await expect(async () => setChargeLimit(tokens.accessToken, reference, 120)).rejects.toThrow(RangeError)
  })
}

/** What holds for a car of any brand that sleeps. */
export function sleepStory(setScene: SetScene): void {
  it('is told asleep, keeps quiet, and a start is refused rather than lost', async () => {
    const sleepy = car({ sleepsAfterMinutes: 1, socPercent: 90, limitPercent: 80 })
    const scene = await setScene([sleepy])
    const { carmaker, clock } = scene
    try {
      const hand = await connected(carmaker)
      pass(clock, 600)
      const reading = await carmaker.api.readChargeState(hand.tokens.accessToken, hand.reference)
      expect(reading.kind).toBe('asleep')
      const outcome = await carmaker.api.startCharging(hand.tokens.accessToken, hand.reference)
      expect(outcome).toEqual({ kind: 'refused', because: 'vehicle_asleep' })
      const woken = await carmaker.api.wake(hand.tokens.accessToken, hand.reference)
      expect(woken.kind === 'done').toBe(carmaker.capabilities.wake)
    } finally {
      await scene.close()
    }
  })
}

async function refreshed(carmaker: Brand, { tokens, reference }: Hand): Promise<Hand> {
  const renewed = await carmaker.oauth.refresh(tokens.refreshToken)
  return { tokens: { ...renewed, grantedScopes: renewed.grantedScopes ?? tokens.grantedScopes }, reference }
}
