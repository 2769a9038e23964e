import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'kysely'
import type { Clock } from '../../src/base/clock.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import type { Database } from '../../src/database/database.ts'
import { readShippedDays } from '../../src/prices/shipped-days.ts'
import type { Hints } from '../../src/hints/hints.ts'
import type { Service } from '../../src/service.ts'
import type { PriceDay } from '../../src/simulator/price-sources/price-day.ts'
import type { SimulatedCar } from '../../src/simulator/simulated-car.ts'
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts'
import { createHvakosterstrommen } from '../../src/prices/sources/hvakosterstrommen/client.ts'
import { car } from '../simulator/support.ts'
import { connect } from '../support/stage.ts'
import { CALLBACKS, SEED, stageService } from '../support/stage-service.ts'
import { compiled } from '../support/compiled.ts'
import { reportSchema, type Beginning, type WorkerReport } from './worker-orders.ts'

export const SERVER_URL = process.env['TEST_DATABASE_URL']
export const NEEDS_SERVER =
  SERVER_URL === undefined ? ' (left out: TEST_DATABASE_URL names no PostgreSQL)' : ''
export const THOROUGH = process.env['LADEPLAN_THOROUGH'] === '1'

const MIDNIGHT = new Date('2024-12-12T23:00:00Z')

/** Cars in homes of their own on one database, beside a simulated carmaker in this process. */
export interface Fleet {
  readonly db: Database
  readonly simulator: Simulator
  readonly service: Service
  readonly deps: ControlDependencies
  readonly vehicleIds: readonly string[]
  /** A process that begins anew on the same database: nothing of what another had in memory is left. */
  another(): Service
  /** Processes on this fleet, ready or not. */
  readonly children: Set<ChildProcess>
  close(): Promise<void>
}

export interface FleetOptions {
  readonly cars: number
  readonly clock: Clock
  /** Of the carmaker's answers, ms. */
  readonly latencyMs?: number
  /** Of this process alone if not given. */
  readonly hints?: Hints
  /** Changes to every car. */
  readonly car?: Partial<SimulatedCar>
  /** State of charge of each at the beginning, if they are to differ. */
  readonly socPercentOf?: (n: number) => number
  /** Cars that may be looked after in a second, by `clock`; not limited if not given. */
  readonly carsPerSecond?: number
  /** Passes that a process keeps running; 10 if not given. */
  readonly passesAtOnce?: number
  /** NOK/kWh; dear until midnight and cheap from then on if not given. */
  readonly priceAt?: (start: Date) => number
}

export async function openFleet(db: Database, options: FleetOptions): Promise<Fleet> {
  const { clock, latencyMs = 0, hints, carsPerSecond, passesAtOnce = 10 } = options
  const { priceAt = dearUntil(MIDNIGHT) } = options
  const children = new Set<ChildProcess>()
  const simulator = await startSimulator({
    clock,
    seed: SEED,
    cars: carsOf(options),
    prices: readShippedDays('data/prices').map((day) => pricedBy(priceAt, day)),
    port: 0,
    latencyMs,
    redirectUris: CALLBACKS,
  })
  const priceSources = [createHvakosterstrommen({ baseUrl: simulator.url })]
  const parts = {
    db,
    clock,
    processClock: clock,
    simulator,
    door: simulator,
    log: [],
    priceSources,
    ...(hints && { hints }),
  }
  let processes = 1
  const begin = (): Service =>
    stageService(parts, { process: processes++, passesAtOnce, anyStarts: true, carsPerSecond })
  const service = begin()
  const { connection } = await connect({ deps: service.control })
  await giveHomes(db)
  const vehicles = await db
    .selectFrom('vehicle')
    .select('id')
    .where('connection_id', '=', connection.id)
    .execute()
  return {
    ...{ db, simulator, service, deps: service.control, vehicleIds: vehicles.map(({ id }) => id) },
    another: begin,
    children,
    close: async () => {
      for (const child of children) child.kill('SIGKILL')
      await simulator.close()
    },
  }
}

function carsOf({ cars, car: changes, socPercentOf }: FleetOptions): SimulatedCar[] {
  return Array.from({ length: cars }, (_, n) =>
    car({ vin: vinOf(n), ...(socPercentOf && { socPercent: socPercentOf(n) }), ...changes }),
  )
}

function vinOf(n: number): string {
  return `5YJ3E1EA0TEST${String(n).padStart(4, '0')}`
}

/** So that no plan charges before: what a driver asks for is then all that starts a car. */
export function dearUntil(cheapFrom: Date): (start: Date) => number {
  return (start) => (start < cheapFrom ? 5 : 0.05)
}

function pricedBy(priceAt: (start: Date) => number, day: PriceDay): PriceDay {
  return { ...day, slots: day.slots.map(({ startUtc }) => ({ startUtc, perKwh: priceAt(startUtc) })) }
}

/** Cars of one driver share a site, and would wait for each other; here each has one of its own, like the first. */
async function giveHomes(db: Database): Promise<void> {
  const columns = sql.raw(
    `bidding_zone, county, municipality, grid_company, contract, billing_resolution, is_holiday_home, max_power_kw,
     grid_limit_kw, driver_limit_kw, time_zone`,
  )
  await sql`
    insert into site (id, ${columns})
    select 'home of ' || vehicle.id, ${columns}
    from vehicle join site on site.id = vehicle.site_id`.execute(db)
  await sql`update vehicle set site_id = 'home of ' || id`.execute(db)
}

/** A process of the service. */
export interface Worker {
  readonly child: ChildProcess
  /** How often it has told so. */
  told(report: WorkerReport): number
  /** Resolves once it has told so as often, or is no more. */
  until(report: WorkerReport, times?: number): Promise<void>
  readonly gone: Promise<unknown>
}

/** Starts a process on a fleet. Resolves when it is ready. */
export async function startWorker(
  fleet: Pick<Fleet, 'simulator' | 'children'>,
  beginning: Pick<Beginning, 'databaseUrl' | 'process' | 'clock'> & Partial<Beginning>,
): Promise<Worker> {
  const { url: simulatorUrl } = fleet.simulator
  const all: Beginning = {
    ...{
      simulatorUrl,
      redisUrl: null,
      tickSeconds: 1,
      stallAt: null,
      freeze: null,
      checksClock: false,
      sendsLate: false,
    },
    ...beginning,
  }
  const child = fork(compiled('test/chaos/worker-process.ts'), [JSON.stringify(all)], { execArgv: [] })
  fleet.children.add(child)
  const reports: WorkerReport[] = []
  const news = new Set<() => void>()
  const tellNews = (): void => {
    for (const hear of news) hear()
  }
  child.on('message', (message) => {
    reports.push(reportSchema.parse(message))
    tellNews()
  })
  child.on('exit', tellNews)
  const told = (report: WorkerReport): number => reports.filter((one) => one === report).length
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null
  const until = (report: WorkerReport, times = 1): Promise<void> =>
    new Promise((resolve) => {
      const hear = (): void => {
        if (told(report) < times && !isGone()) return
        news.delete(hear)
        resolve()
      }
      news.add(hear)
      hear()
    })
  const worker: Worker = { child, told, until, gone: once(child, 'exit') }
  await until('ready')
  if (told('ready') === 0) throw new Error('The process ended before it was ready')
  return worker
}

/** Ends a process in the middle of whatever it does. */
export async function kill({ child, gone }: Worker): Promise<void> {
  child.kill('SIGKILL')
  await gone
}
