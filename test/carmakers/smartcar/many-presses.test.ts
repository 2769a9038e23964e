import { afterEach, expect, test } from 'vitest'
import type { CommandOutcome } from '../../../src/carmakers/outcome.ts'
import { createCarmakers, type Carmaker } from '../../../src/carmakers/registry.ts'
import { simulatedCarmakers } from '../../../src/cli/sandbox/simulated-carmakers.ts'
import { createMemoryHints } from '../../../src/hints/memory-hints.ts'
import { vehicleIdOf } from '../../../src/simulator/smartcar/payload.ts'
import { car, type Stage } from '../../simulator/support.ts'
import { brandStage, exchange, pass, signIn } from '../contract/brands.ts'

const DRIVERS = 200
/** What is asked of the application at once while drivers consent, and how long it takes until that may be asked again. */
const CONSENTS_AT_ONCE = 40
const REFILL_MINUTES = 90
/** What Smartcar allows one application: at once, and in each minute after. */
const AT_ONCE = 120
const PER_MINUTE = 2
const MOST_MS = 180_000

const FLEET = Array.from({ length: DRIVERS }, (_, n) => {
  const number = String(n + 1).padStart(4, '0')
  return { login: `driver-${number}`, vin: `5YJ3E1EA0TEST${number}` }
})

interface Press {
  readonly token: string
  readonly vin: string
  outcome?: CommandOutcome
  /** Minutes after the press. */
  dueAt: number
}

let scene: Stage | undefined
afterEach(() => scene?.simulator.close())

test(
  'of 200 drivers behind one application who press at once, 106 are served at once, the others as fast as their share allows, and none is lost',
  async () => {
    const opened = await brandStage({
      cars: FLEET.map((one) => car({ ...one, driver: one.login, powerKw: 2 })),
    })
    scene = opened
    const hints = createMemoryHints(opened.clock)
    const where = {
      simulatorUrl: opened.simulator.url,
      seed: 'test',
      publicUrl: new URL('http://127.0.0.1:8080'),
    }
    const carmaker = createCarmakers(simulatedCarmakers(where), () => ({
      takeToken: (bucket, limit) => hints.takeToken(bucket, limit),
    })).get('smartcar')
    const presses = await consented(opened, carmaker)
    const arrived = (): number => starts(opened)
    const served: number[] = []
    for (let minute = 0; presses.some(({ outcome }) => outcome === undefined); minute++) {
      const before = arrived()
      await pressAll(carmaker, presses, minute)
      served.push(arrived() - before)
      pass(opened.clock, 60)
    }
    // 30 of commands, and the 76 that reads may use.
    expect(served[0]).toBe(106)
    // None may be had that the allowance does not have, over any stretch from the press on.
    let sum = 0
    for (const [minute, count] of served.entries()) {
      sum += count
      expect(sum).toBeLessThanOrEqual(AT_ONCE + PER_MINUTE * minute)
    }
    expect(presses.map(({ outcome }) => outcome?.kind)).toEqual(presses.map(() => 'done'))
    expect(arrived()).toBe(DRIVERS)
    expect(Math.max(...opened.simulator.report().cars.map(({ requests }) => requests.start))).toBe(1)
    // What is left goes at 1.7 a minute, the rest being kept for consents and releases: (200 - 106) / 1.7, and two minutes of waiting.
    expect(served.length).toBeGreaterThan(50)
    expect(served.length).toBeLessThanOrEqual(60)
  },
  MOST_MS,
)

/** All of them once; who is not served waits as long as is said. */
async function pressAll({ api }: Carmaker, presses: readonly Press[], minute: number): Promise<void> {
  const due = presses.filter(({ outcome, dueAt }) => outcome === undefined && dueAt <= minute)
  await Promise.all(
    due.map(async (one) => {
      const outcome = await api.startCharging(one.token, vehicleIdOf(one.vin))
      const isHeld = outcome.kind === 'refused' && outcome.because === 'not_sent'
      if (isHeld) one.dueAt = minute + (outcome.retryAfterSeconds ?? 60) / 60
      else one.outcome = outcome
    }),
  )
}

/** Over hours, as an application may be asked; then all have a fresh token, and nothing of the allowance is used. */
async function consented({ clock }: Stage, carmaker: Carmaker): Promise<readonly Press[]> {
  const refreshTokens: string[] = []
  for (const [n, { login }] of FLEET.entries()) {
    if (n > 0 && n % CONSENTS_AT_ONCE === 0) pass(clock, REFILL_MINUTES * 60)
    refreshTokens.push((await exchange(carmaker, await signIn(carmaker, { login }))).refreshToken)
  }
  pass(clock, REFILL_MINUTES * 60)
  const presses: Press[] = []
  for (const [n, { vin }] of FLEET.entries()) {
    const { accessToken } = await carmaker.oauth.refresh(refreshTokens[n] ?? '')
    presses.push({ token: accessToken, vin, dueAt: 0 })
  }
  return presses
}

function starts({ simulator }: Stage): number {
  return simulator.report().cars.reduce((sum, { requests }) => sum + requests.start, 0)
}
