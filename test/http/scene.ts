import type { Express } from 'express'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'
import { seededRandomness } from '../../src/base/random.ts'
import { createCarmakers } from '../../src/carmakers/registry.ts'
import { callbacksOf, simulatedCarmakers } from '../../src/cli/sandbox/simulated-carmakers.ts'
import { DEFAULT_RUN_LIMITS } from '../../src/config/run-limits.ts'
import { createBreaker } from '../../src/control/breaker.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import { createQueues } from '../../src/control/queues.ts'
import { ping, type Database } from '../../src/database/database.ts'
import { createApp } from '../../src/http/app.ts'
import type { HttpDependencies } from '../../src/http/dependencies.ts'
import type { Sandbox, SandboxTarget } from '../../src/http/sandbox.ts'
import { keyEncryptionKey } from '../../src/keys/key-encryption-key.ts'
import { createObservability } from '../../src/observability/observability.ts'
import { savePrices } from '../../src/prices/price-store.ts'
import { readShippedDays } from '../../src/prices/shipped-days.ts'
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { car } from '../simulator/support.ts'
import { sharedEmbedded } from '../support/database.ts'
import { deleteRows } from '../support/shared-database.ts'

export const API_KEY = 'lp_test_0123456789abcdef0123456789abcdef'
export const PUBLIC = 'http://localhost:8080'
export const DUSK = new Date('2024-12-12T16:05:00Z')
/** What the app hands over and nobody may ever see again. */
export const HANDED_OVER = {
  name: 'Kari Solbakken Nordvik',
  email: 'kari.solbakken@eksempel.example',
  street: 'Granittveien 417',
}

/** A clock that is set by hand, also back: every test begins at dusk. */
export interface SetClock extends Clock {
  set(instant: Date): void
  pass(minutes: number): void
}

function setClock(start: Date): SetClock {
  let present = start
  return {
    now: () => new Date(present),
    set: (instant) => {
      present = instant
    },
    pass: (minutes) => {
      present = new Date(present.getTime() + minutes * 60_000)
    },
  }
}

const PROCESS_START = new Date('2026-01-01T12:00:00Z')

export interface Scene {
  readonly app: Express
  readonly control: ControlDependencies
  readonly clock: SetClock
  readonly processClock: SetClock
  readonly simulator: Simulator
  /** Everything that was logged, at trace level. */
  readonly log: string[]
  /** Method and template of every request that was answered. */
  readonly answered: Set<string>
  readonly advanced: SandboxTarget[]
  /** The same service with something about it changed. */
  appWith(changes: Partial<HttpDependencies>): Express
}

/** A service on an empty embedded database beside a simulated carmaker; both live as long as the test file. */
export function useScene(changes: { readonly publicUrl?: string } = {}): () => Scene {
  let opened: Scene | undefined
  const current = (): Scene => {
    if (opened === undefined) throw new Error('The scene stands only while tests run')
    return opened
  }
  beforeAll(async () => {
    opened = await setScene(await sharedEmbedded(), new URL(changes.publicUrl ?? PUBLIC))
  })
  beforeEach(async () => {
    const { control, simulator, log, clock, processClock, advanced } = current()
    clock.set(DUSK)
    processClock.set(PROCESS_START)
    advanced.length = 0
    await deleteRows(control.db)
    await importNight(control)
    simulator.reset()
    log.length = 0
  })
  afterAll(() => opened?.simulator.close())
  return current
}

async function setScene(db: Database, publicUrl: URL): Promise<Scene> {
  const clock = setClock(DUSK)
  const processClock = setClock(PROCESS_START)
  const simulator = await startSimulator({
    clock,
    seed: 'http',
    cars: [car({ limitPercent: 90 })],
    prices: [],
    port: 0,
    redirectUris: callbacksOf(publicUrl),
  })
  const log: string[] = []
  const destination = { write: (line: string) => void log.push(line) }
  const { events, metrics } = createObservability({ level: 'trace', destination, version: 'test' })
  const answered = new Set<string>()
  const carmakers = createCarmakers(
    simulatedCarmakers({ simulatorUrl: simulator.url, seed: 'http', publicUrl }),
  )
  const control: ControlDependencies = {
    db,
    clock,
    processClock: clock,
    randomness: seededRandomness('http'),
    kek: keyEncryptionKey(Buffer.alloc(32, 7)),
    carmaker: (name) => carmakers.get(name),
    events: {
      ...events,
      httpAnswered: (facts) => {
        answered.add(`${facts.method} ${facts.route}`)
        events.httpAnswered(facts)
      },
    },
    controller: 'Eksempelkraft AS',
    recipients: [],
    runLimits: () => DEFAULT_RUN_LIMITS,
    herdSeconds: 0,
    passesAtOnce: 1,
    firstTestCharge: false,
    breaker: createBreaker(clock, seededRandomness('breaker')),
    takeTurn: () => Promise.resolve(true),
    queues: createQueues(),
    carsPerSecond: 100,
    isStopping: () => false,
    wake: () => undefined,
  }
  const advanced: SandboxTarget[] = []
  const dependencies: HttpDependencies = {
    control,
    metrics,
    carmakers: carmakers.names,
    apiKey: API_KEY,
    publicUrl,
    returnAddresses: { app: new URL('https://app.eksempelkraft.example/done?from=ladeplan') },
    controller: { name: 'Eksempelkraft AS', contact: 'personvern@eksempelkraft.example' },
    ready: () => ping(db),
    sandbox: sandboxWith(advanced),
    processClock,
  }
  const appWith = (changes: Partial<HttpDependencies>): Express => createApp({ ...dependencies, ...changes })
  return { app: appWith({}), control, clock, processClock, simulator, log, answered, advanced, appWith }
}

function sandboxWith(advanced: SandboxTarget[]): Sandbox {
  return {
    drivers: [
      {
        login: 'kari',
        driverId: 'driver-kari',
        name: HANDED_OVER.name,
        car: 'Model 3, 60 kWh',
        email: HANDED_OVER.email,
        postalCode: '4613',
        story: { nb: 'Kobler til.', en: 'Plugs in.' },
      },
    ],
    speed: 120,
    hasApp: false,
    endsAt: new Date('2024-12-13T23:00:00Z'),
    advance: (target) => {
      advanced.push(target)
      return Promise.resolve()
    },
    restart: () => Promise.resolve(),
  }
}

async function importNight({ db }: ControlDependencies): Promise<void> {
  const days = readShippedDays('data/prices').filter(({ zone }) => zone === 'NO2')
  for (const { zone, day, slots } of days) {
    const facts = { source: 'shipped', quality: 'final', eurPerMwh: null, rate: null } as const
    const document = {
      ...facts,
      zone,
      day,
      stepMinutes: 60 as const,
      perKwh: slots.map(({ perKwh }) => perKwh),
    }
    await db.transaction().execute((trx) => savePrices(trx, document, DUSK))
  }
}
