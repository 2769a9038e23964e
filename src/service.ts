import type { Express } from 'express'
import type { Clock } from './base/clock.ts'
import { earliest } from './base/interval.ts'
import type { Randomness } from './base/random.ts'
import type { ApiPrices } from './config/api-prices.ts'
import { DEFAULT_RUN_LIMITS } from './config/run-limits.ts'
import { createCarmakers } from './carmakers/registry.ts'
import type { ByCarmaker, CarmakerConfigs, Carmakers } from './carmakers/registry.ts'
import { readAgenda } from './control/agenda.ts'
import { createBreaker } from './control/breaker.ts'
import { CARS_PER_SECOND, rateOf } from './control/carmaker-gate.ts'
import { carmakerHooks } from './control/carmaker-hooks.ts'
import { createChores } from './control/chores.ts'
import type { ControlDependencies } from './control/dependencies.ts'
import { createQueues } from './control/queues.ts'
import { createClockWatch } from './control/clock-watch.ts'
import { endExpiredConsents } from './control/end-consent.ts'
import { lookAfterVehicles } from './control/loop.ts'
import { createReadiness } from './control/readiness.ts'
import { createBreakerWatch } from './control/watch-breaker.ts'
import { nextDueTimes } from './database/claim-due.ts'
import type { Database } from './database/database.ts'
import type { Hints } from './hints/hints.ts'
import { createApp } from './http/app.ts'
import type { Sandbox } from './http/sandbox.ts'
import { createKeyChange } from './keys/rewrap-keys.ts'
import type { KeyEncryptionKey } from './keys/key-encryption-key.ts'
import type { Observability } from './observability/observability.ts'
import type { RunLimits } from './planning/problem.ts'
import { importPrices } from './prices/import-prices.ts'
import type { RateSource } from './prices/import/work.ts'
import type { PriceSource } from './prices/port.ts'
import { createRetention } from './privacy/retention.ts'
import { shippedTariffs } from './tariffs/shipped-tariffs.ts'
import { createGapWatch } from './sites/site-gaps.ts'
import { createTariffWatch } from './tariffs/tariff-watch.ts'
import { endWithdrawn } from './vehicles/end-withdrawn.ts'
import { createHealthWatch } from './vehicles/health-watch.ts'
import { tellVehiclesOfPrices } from './vehicles/price-news-store.ts'
import { revokeUnwanted } from './vehicles/revoke-unwanted.ts'
import { projectDueSessions } from './sessions/project-sessions.ts'

/** Everything the service is made of that differs between sandbox, server and test. */
export interface ServiceParts {
  /** World time. */
  readonly clock: Clock
  /** Process time: the machine's own but in tests. */
  readonly processClock: Clock
  readonly randomness: Randomness
  readonly db: Database
  readonly hints: Hints
  readonly kek: KeyEncryptionKey
  readonly carmakers: CarmakerConfigs
  /** Of each brand, for vehicles without limits of their own; the ordinary ones for what is left out. */
  readonly runLimits?: ByCarmaker<RunLimits> | undefined
  /** How far apart cars that would act at the same instant are spread, s, 0 to 1,800; not at all if left out. */
  readonly herdSeconds?: number | undefined
  /** See {@link ControlDependencies.firstTestCharge}; not if left out. */
  readonly firstTestCharge?: boolean | undefined
  /** Cars of one carmaker that all processes together look after in a second; not limited if left out. */
  readonly carsPerSecond?: number | undefined
  /** Whether the process is about to end; left out: it never is. */
  readonly isStopping?: (() => boolean) | undefined
  /** Told whenever cars are about to be looked after. */
  readonly heartbeat?: (() => Promise<void>) | undefined
  /** In the order in which they are asked. */
  readonly priceSources: readonly PriceSource[]
  /** Exchange rates for prices that are published in euro only; `null`: the last known ones serve. */
  readonly rateSource: RateSource | null
  readonly observability: Observability
  /** World time is the database's: this process looks after no car while its clock differs from that. */
  readonly isWorldTimeReal?: boolean | undefined
  /** Passes over vehicles at the same time; one if left out, as worlds need that are stepped. */
  readonly passesAtOnce?: number | undefined
  readonly controller: {
    readonly name: string
    readonly contact: string
    readonly recipients: readonly string[]
  }
  readonly apiKey: string
  /** Their list prices if left out. */
  readonly apiPrices?: ByCarmaker<ApiPrices> | undefined
  readonly publicUrl: URL
  readonly returnAddresses: Readonly<Record<string, URL>>
  readonly sandbox: Sandbox | null
}

export interface Service {
  readonly app: Express
  readonly control: ControlDependencies
  /**
   * Looks after the vehicles that are due now, and what goes with them. Waits for no price.
   *
   * @returns how much was done; 0 means that nothing is due
   */
  lookAfter(): Promise<number>
  /**
   * Brings sessions up to what has been observed. On its own, so that neither its faults nor its time keep a car waiting.
   *
   * @returns how many vehicles' sessions were brought up to date
   */
  projectSessions(): Promise<number>
  /** Fetches the prices that are due now, which takes as long as their sources take. @returns how much was done */
  fetchPrices(): Promise<number>
  /** Both, prices first: for worlds that are stepped, where nothing happens meanwhile. @returns how much was done */
  tick(): Promise<number>
  /** The next instant of world time at which anything is due. */
  nextDue(): Promise<Date | undefined>
}

/** The topic on which processes tell each other that something became due. */
export const DUE_TOPIC = 'due'

/** The composition root: gives each room what it uses and nothing else. */
export function createService(parts: ServiceParts): Service {
  // A fault in a table stops the process here, not the first plan.
  shippedTariffs()
  const breaker = createBreaker(parts.clock, parts.randomness)
  const { hints, observability } = parts
  const listeners = { breaker, hints, events: observability.events, carmakers: (): Carmakers => carmakers }
  const carmakers = createCarmakers(parts.carmakers, carmakerHooks(listeners))
  const control = { ...controlFrom(parts, carmakers), breaker }
  const app = createApp({
    control,
    carmakers: carmakers.names,
    metrics: parts.observability.metrics,
    processClock: parts.processClock,
    apiKey: parts.apiKey,
    apiPrices: parts.apiPrices,
    publicUrl: parts.publicUrl,
    returnAddresses: parts.returnAddresses,
    controller: parts.controller,
    ready: createReadiness({ ...parts, events: parts.observability.events }),
    sandbox: parts.sandbox,
  })
  const [lookAfter, fetchPrices] = [lookAfterOf(parts, control), fetchPricesOf(parts, control)]
  return {
    app,
    control,
    lookAfter,
    fetchPrices,
    projectSessions: () => projectDueSessions(control),
    tick: async () => {
      const done = (await fetchPrices()) + (await lookAfter())
      // They follow what was seen; without a look there is nothing new.
      if (done > 0) await projectDueSessions(control)
      return done
    },
    nextDue: () => nextDueOf(parts.db),
  }
}

function controlFrom(parts: ServiceParts, carmakers: Carmakers): Omit<ControlDependencies, 'breaker'> {
  const { hints, carsPerSecond } = parts
  return {
    db: parts.db,
    clock: parts.clock,
    processClock: parts.processClock,
    randomness: parts.randomness,
    kek: parts.kek,
    carmaker: (name) => carmakers.get(name),
    events: parts.observability.events,
    controller: parts.controller.name,
    recipients: parts.controller.recipients,
    runLimits: (carmaker) => parts.runLimits?.[carmaker] ?? DEFAULT_RUN_LIMITS,
    herdSeconds: parts.herdSeconds ?? 0,
    passesAtOnce: parts.passesAtOnce ?? 1,
    firstTestCharge: parts.firstTestCharge ?? false,
    takeTurn: (carmaker) =>
      carsPerSecond === undefined
        ? Promise.resolve(true)
        : hints.takeToken(`cars:${carmaker}`, rateOf(carsPerSecond)),
    queues: createQueues(),
    carsPerSecond: carsPerSecond ?? CARS_PER_SECOND,
    isStopping: parts.isStopping ?? (() => false),
    wake: () => {
      void parts.hints.wake(DUE_TOPIC)
    },
  }
}

/** Once round the rooms that look after vehicles. */
function lookAfterOf(
  { isWorldTimeReal = false, heartbeat }: ServiceParts,
  control: ControlDependencies,
): Service['lookAfter'] {
  const { db, clock } = control
  const clockAgrees = createClockWatch(control)
  const forget = createRetention(db)
  const watchTariffs = createTariffWatch(control.events)
  const watchGaps = createGapWatch(db, control.events)
  const [watchHealth, changeKeys] = [createHealthWatch(control), createKeyChange(control)]
  const watchBreaker = createBreakerWatch(control)
  const chore = createChores(control.events)
  return async () => {
    if (isWorldTimeReal && !(await clockAgrees())) return 0
    const now = clock.now()
    await chore('retention', () => forget(now))
    await chore('tariff watch', () => {
      watchTariffs(now)
    })
    await chore('gap watch', () => watchGaps(now))
    await chore('key change', changeKeys)
    const agenda = await readAgenda(control)
    const { hasOutage, hasConsentOver } = agenda
    const expired = hasConsentOver ? await chore('end of consents', () => endExpiredConsents(control)) : 0
    await chore('health watch', () => watchHealth(now))
    await chore('breaker watch', () => watchBreaker(hasOutage))
    // Whose consent ended, or who waited for a carmaker that is back, is due now and was not before.
    const { isDue, hasUnwantedGrant } = expired > 0 || hasOutage ? await readAgenda(control) : agenda
    await heartbeat?.()
    const lookedAfter = isDue('vehicle_due') ? await lookAfterVehicles(control) : 0
    // Whoever waited for a carmaker that answers again waits no more.
    await chore('breaker watch', () => watchBreaker(hasOutage))
    const withdrawn = isDue('connection_due') ? await chore('withdrawals', () => endWithdrawn(control)) : 0
    const revoked = hasUnwantedGrant ? await chore('revocations', () => revokeUnwanted(control)) : 0
    return expired + lookedAfter + withdrawn + revoked
  }
}

function fetchPricesOf(
  { priceSources, rateSource }: ServiceParts,
  control: ControlDependencies,
): Service['fetchPrices'] {
  const { db, clock, carsPerSecond } = control
  const imports = { ...control, sources: priceSources, rates: rateSource ?? undefined }
  return async () => {
    const next = (await nextDueTimes(db)).price_due
    const imported = next !== null && next <= clock.now() ? await importPrices(imports) : 0
    if (imported > 0) await tellVehiclesOfPrices(db, { now: clock.now(), perSecond: carsPerSecond })
    return imported
  }
}

async function nextDueOf(db: Database): Promise<Date | undefined> {
  const [first, ...others] = Object.values(await nextDueTimes(db)).filter((instant) => instant !== null)
  return first === undefined ? undefined : earliest(first, ...others)
}
