import axios from 'axios'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CarmakerError } from '../../../src/carmakers/carmaker-error.ts'
import type { ByCarmaker, Carmaker } from '../../../src/carmakers/registry.ts'
import { FAULT_KINDS, type FaultKind } from '../../../src/simulator/faults.ts'
import { car, type Stage } from '../../simulator/support.ts'
import { BRANDS, brandStage, connected, pass, type Hand } from './brands.ts'

type Outcomes = readonly [read: string, stop: string]

/**
 * What every way to say no, or to answer amiss, comes to: a read of a charging car, and a stop of it. `state` and `done` where a
 * brand has no such word, or what is meant hits other requests. A kind that is missing here does not compile,
 * nor does one that is not said of each brand that is shipped; others are passed by until they are in the table.
 */
const SHIPPED: Readonly<Record<FaultKind, Readonly<Record<'tesla' | 'smartcar', Outcomes>>>> = {
  'timeout-after-effect': { tesla: ['state', 'unknown'], smartcar: ['state', 'unknown'] },
  'silence-after-effect': { tesla: ['state', 'unknown'], smartcar: ['state', 'unknown'] },
  'silence-before-effect': { tesla: ['state', 'unknown'], smartcar: ['state', 'unknown'] },
  'http-500': { tesla: ['carmaker-unavailable', 'unknown'], smartcar: ['carmaker-unavailable', 'unknown'] },
  html: { tesla: ['carmaker-unavailable', 'unknown'], smartcar: ['carmaker-unavailable', 'unknown'] },
  overloaded: {
    tesla: ['carmaker-unavailable', 'vehicle_busy'],
    smartcar: ['carmaker-unavailable', 'unknown'],
  },
  'overloaded-after-effect': { tesla: ['state', 'unknown'], smartcar: ['state', 'unknown'] },
  'ignored-200': { tesla: ['state', 'done'], smartcar: ['state', 'done'] },
  'rate-limited': { tesla: ['rate-limited', 'rate_limited'], smartcar: ['rate-limited', 'rate_limited'] },
  revoked: { tesla: ['token-expired', 'token-expired'], smartcar: ['token-expired', 'token-expired'] },
  'no-power': { tesla: ['state', 'done'], smartcar: ['state', 'done'] },
  stale: { tesla: ['state', 'done'], smartcar: ['state', 'done'] },
  unreachable: { tesla: ['state', 'done'], smartcar: ['offline', 'other'] },
  'upstream-limit': { tesla: ['state', 'done'], smartcar: ['rate-limited', 'rate_limited'] },
  'upstream-silent': { tesla: ['state', 'done'], smartcar: ['carmaker-unavailable', 'unknown'] },
  'quota-used': { tesla: ['state', 'done'], smartcar: ['rate-limited', 'rate_limited'] },
  'account-issue': { tesla: ['state', 'done'], smartcar: ['scope-missing', 'consent_missing'] },
  'account-password': { tesla: ['state', 'done'], smartcar: ['consent-revoked', 'consent_missing'] },
  'not-capable': { tesla: ['state', 'done'], smartcar: ['vehicle-unsupported', 'other'] },
  unpaid: {
    tesla: ['client-misconfigured', 'client_misconfigured'],
    smartcar: ['rate-limited', 'rate_limited'],
  },
  suspended: { tesla: ['rate-limited', 'rate_limited'], smartcar: ['rate-limited', 'rate_limited'] },
  'mobile-access-disabled': { tesla: ['scope-missing', 'consent_missing'], smartcar: ['offline', 'other'] },
  'not-registered': {
    tesla: ['client-misconfigured', 'client_misconfigured'],
    smartcar: ['scope-missing', 'consent_missing'],
  },
  'out-of-region': {
    tesla: ['client-misconfigured', 'client-misconfigured'],
    smartcar: ['vehicle-unsupported', 'other'],
  },
  'account-locked': {
    tesla: ['client-misconfigured', 'client_misconfigured'],
    smartcar: ['scope-missing', 'consent_missing'],
  },
  privacy: { tesla: ['scope-missing', 'other'], smartcar: ['scope-missing', 'consent_missing'] },
  busy: { tesla: ['carmaker-unavailable', 'vehicle_busy'], smartcar: ['carmaker-unavailable', 'unknown'] },
  'car-out-of-order': {
    tesla: ['carmaker-unavailable', 'unknown'],
    smartcar: ['carmaker-unavailable', 'unknown'],
  },
  'key-removed': { tesla: ['state', 'not_paired'], smartcar: ['state', 'not_paired'] },
  'bad-request': { tesla: ['client-misconfigured', 'other'], smartcar: ['client-misconfigured', 'other'] },
  unprocessable: { tesla: ['client-misconfigured', 'other'], smartcar: ['carmaker-unavailable', 'other'] },
  'not-found': { tesla: ['vehicle-gone', 'other'], smartcar: ['vehicle-gone', 'other'] },
  asleep: { tesla: ['asleep', 'vehicle_asleep'], smartcar: ['asleep', 'vehicle_asleep'] },
  'client-closed': { tesla: ['carmaker-unavailable', 'other'], smartcar: ['state', 'done'] },
  unavailable: {
    tesla: ['carmaker-unavailable', 'vehicle_busy'],
    smartcar: ['carmaker-unavailable', 'unknown'],
  },
  'gateway-timeout': {
    tesla: ['carmaker-unavailable', 'unknown'],
    smartcar: ['carmaker-unavailable', 'unknown'],
  },
}

const OUTCOMES: Readonly<Record<FaultKind, ByCarmaker<Outcomes>>> = SHIPPED
const TOLD = BRANDS.filter(({ name }) => OUTCOMES.revoked[name] !== undefined)

describe.each(TOLD)('what $name says', ({ name, create }) => {
  let scene: Stage
  let carmaker: Carmaker
  let hand: Hand

  beforeAll(async () => {
    // One consent is spent by the test that takes it back, so that one comes last.
    scene = await brandStage({ cars: [car({ needsKey: true })] })
    carmaker = create(scene.simulator)
    hand = await connected(carmaker)
    await addKey()
    pass(scene.clock, 60)
  })
  afterAll(() => scene.simulator.close())

  const addKey = () =>
    axios.post(`${scene.simulator.url}/_ak/localhost`, new URLSearchParams({ login: 'kari' }))
  /** Under a fault that is gone afterwards, whether or not it hit. */
  const under = async (kind: FaultKind, on: string, call: () => Promise<unknown>) => {
    await axios.post(`${scene.simulator.url}/_simulator/faults`, { kind, on, times: 1 })
    const outcome = await call().then(wordOf, wordOfError)
    await axios.post(`${scene.simulator.url}/_simulator/faults`, { kind, on, times: 0 })
    return outcome
  }
  const kinds = [...FAULT_KINDS.filter((kind) => kind !== 'revoked'), 'revoked'] as const

  test.each(kinds)('%s, has an outcome of its own for reads and commands', async (kind) => {
    const { accessToken } = hand.tokens
    const read = await under(kind, 'vehicleData', () =>
      carmaker.api.readChargeState(accessToken, hand.reference),
    )
    const stop = await under(kind, 'stop', () => carmaker.api.stopCharging(accessToken, hand.reference))
    expect([read, stop]).toEqual(OUTCOMES[kind][name])
    if (kind !== 'revoked') await startAgain()
  })

  /** As it was: with its key, charging. */
  async function startAgain(): Promise<void> {
    await addKey()
    pass(scene.clock, 60)
    await carmaker.api.startCharging(hand.tokens.accessToken, hand.reference)
    pass(scene.clock, 60)
  }
})

const outcomeSchema = z.object({ kind: z.string(), because: z.string().optional() })

function wordOf(outcome: unknown): string {
  const { kind, because } = outcomeSchema.parse(outcome)
  return because ?? kind
}

function wordOfError(error: unknown): string {
  if (error instanceof CarmakerError) return error.code
  throw error
}
