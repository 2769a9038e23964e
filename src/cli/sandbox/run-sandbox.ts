import { join } from 'node:path'
import { ScaledClock } from '../../base/clock.ts'
import { earliest } from '../../base/interval.ts'
import { addMinutes } from 'date-fns'
import { MARKET_TIME_ZONE, nextLocalTime } from '../../base/local-time.ts'
import { systemRandomness } from '../../base/random.ts'
import type { Config, Mode } from '../../config/config.ts'
import type { Ticker } from '../../control/ticker.ts'
import { createHeartbeat } from '../../control/worker-watch.ts'
import { emptyTables } from '../../database/empty-tables.ts'
import type { Sandbox, SandboxTarget } from '../../http/sandbox.ts'
import type { Observability } from '../../observability/observability.ts'
import { readSimulatorTime } from '../../simulator/state-file.ts'
import { listVehicles } from '../../vehicles/vehicle-store.ts'
import { thisProcess } from '../this-process.ts'
import { startTickers } from '../tickers.ts'
import { createDriverAgent } from './driver-agent.ts'
import { DRIVERS } from './drivers.ts'
import { at, endOfPrices, endOfSandbox, NIGHTS, type Night } from './nights.ts'
import { createMeter, energyOf, METERED, type Meter } from './metered-home.ts'
import { openSandbox, type OpenSandbox } from './open-sandbox.ts'
import { settle, stepWorld } from './step-world.ts'

type SandboxMode = Extract<Mode, { kind: 'sandbox' }>

/** The afternoon begins: cars come home one after the other within the first real minutes. */
const FIRST_HOUR = '15:30'
/** Connected from the start, so that there is something to look at; the others wait for whoever tries the consent page. */
const CONNECTED_FIRST = ['kari', 'ola']
const SEED = 'sandbox'
/** While world time is moved by hand: as often as cars stream their state of charge. */
const HEARD_EVERY_MINUTES = 5

export interface RunningSandbox {
  readonly publicUrl: URL
  readonly simulatorUrl: string
  readonly now: () => Date
  close(): Promise<void>
}

/** Runs the sandbox: service and simulator in one process, world time fast, everything kept in one folder. */
export async function runSandbox(
  config: Config & { readonly mode: SandboxMode },
  observability: Observability,
): Promise<RunningSandbox> {
  const { returnUrl } = config.mode
  const directory = config.database.kind === 'embedded' ? config.database.directory : '.ladeplan'
  const night = NIGHTS.find(({ evening }) => evening === config.mode.night) ?? firstNight()
  const begin = at(night, FIRST_HOUR)
  const end = endOfSandbox(night)
  const clock = new ScaledClock(
    readSimulatorTime(join(directory, 'simulator.json')) ?? begin,
    config.mode.speed,
    { end },
  )
  const turns = { vehicles: oneAtATime(), prices: oneAtATime() }
  const stage: Stage = { clock, begin, end, night, ...turns, open: null, meter: null }
  const open = await openSandbox({
    directory,
    process: thisProcess,
    night,
    clock,
    seed: SEED,
    randomness: systemRandomness,
    observability,
    host: config.http.host,
    port: config.http.port,
    simulatorPort: config.mode.simulatorPort,
    sandbox: controlsOf(stage, config.mode),
    ...(returnUrl !== null && { returnUrl: new URL(returnUrl) }),
    streams: true,
  })
  stage.open = open
  await neverBack(clock, open)
  await connectFirst(stage, open)
  const ticker = tickersOf(stage, open, observability)
  return {
    publicUrl: open.publicUrl,
    simulatorUrl: open.simulator.url,
    now: () => clock.now(),
    close: async () => {
      await ticker.stop()
      await open.close()
    },
  }
}

function tickersOf(stage: Stage, { service, simulator }: OpenSandbox, { events }: Observability): Ticker {
  const { vehicles, prices, clock } = stage
  const saysSo = createHeartbeat(service.control, 'sandbox')
  return startTickers(
    {
      lookAfter: () =>
        vehicles(async () => {
          await saysSo()
          await readMeter(stage, clock.now())
          await simulator.deliverWebhooks()
          return service.lookAfter()
        }),
      fetchPrices: () => prices(() => service.fetchPrices()),
      projectSessions: () => vehicles(() => service.projectSessions()),
    },
    {
      seconds: 1,
      onFault: (where, error) => {
        events.somethingFailed({ where: `sandbox ${where}`, error })
      },
    },
  )
}

/** After a crash the simulator's file may be older than the database; world time goes on from the later of the two. */
async function neverBack(clock: ScaledClock, { database }: OpenSandbox): Promise<void> {
  const row = await database.db
    .selectFrom('vehicle_state')
    .select((select) => select.fn.max('checked_at').as('latest'))
    .executeTakeFirst()
  if (row?.latest != null && row.latest > clock.now()) clock.restartAt(row.latest)
}

type Turns = <T>(work: () => Promise<T>) => Promise<T>

interface Stage {
  readonly clock: ScaledClock
  readonly begin: Date
  readonly end: Date
  readonly night: Night
  /** Ticks of either kind and jumps of the clock take turns. */
  readonly vehicles: Turns
  readonly prices: Turns
  open: OpenSandbox | null
  /** Of the home that has one, from its connection until its readings are refused. */
  meter: Meter | null
}

function controlsOf(stage: Stage, { speed, returnUrl }: SandboxMode): Sandbox {
  const { night, clock, end } = stage
  return {
    drivers: DRIVERS.map((driver) => ({ ...driver, postalCode: night.postalCode })),
    speed,
    hasApp: returnUrl !== null,
    endsAt: endOfPrices(night),
    advance: (target) => alone(stage, () => advance(stage, earliest(instantOf(target, clock.now()), end))),
    restart: () => alone(stage, () => restart(stage)),
  }
}

function instantOf(target: SandboxTarget, now: Date): Date {
  switch (target) {
    case 'quarter-hour':
      return addMinutes(now, 15)
    case 'price-release':
      return nextLocalTime(now, '13:00', MARKET_TIME_ZONE)
    case 'ready-by':
      return nextLocalTime(now, '07:00', MARKET_TIME_ZONE)
  }
}

/** Plays every due instant on the way, and hears what cars tell between two of them: a jump leaves nothing out. */
async function advance(stage: Stage, until: Date): Promise<void> {
  const { open, clock } = stage
  if (open === null || until <= clock.now()) return
  clock.hold()
  try {
    while (clock.now() < until) {
      await stepWorld(open.service, clock, earliest(addMinutes(clock.now(), HEARD_EVERY_MINUTES), until))
      await readMeter(stage, clock.now())
      await open.simulator.deliverWebhooks()
    }
    await settle(open.service, clock)
  } finally {
    clock.release()
  }
}

async function restart(stage: Stage): Promise<void> {
  const { open, clock, begin } = stage
  if (open === null) return
  await emptyTables(open.database.db)
  clock.restartAt(begin)
  open.simulator.reset()
  await connectFirst(stage, open)
}

async function connectFirst(stage: Stage, open: OpenSandbox): Promise<void> {
  const { db } = open.database
  const existing = await db.selectFrom('connection').select('id').limit(1).executeTakeFirst()
  if (existing !== undefined) return
  const agent = createDriverAgent(open.publicUrl)
  for (const driver of DRIVERS.filter(({ login }) => CONNECTED_FIRST.includes(login))) {
    const { connectionId } = await agent.connect(driver, stage.night.postalCode, 'nb')
    const [vehicle] = await listVehicles(db, { connectionId })
    if (driver.login !== METERED || vehicle === undefined) continue
    const home = { siteId: vehicle.siteId, connectionId }
    stage.meter = createMeter(agent, home, () => energyOf(open.simulator, METERED))
    await stage.meter.begin(stage.clock.now())
  }
}

/** Readings are refused once the driver has withdrawn; nothing is sent any more then. */
async function readMeter(stage: Stage, now: Date): Promise<void> {
  await stage.meter?.readHourly(now).catch(() => {
    stage.meter = null
  })
}

function alone<T>({ vehicles, prices }: Stage, work: () => Promise<T>): Promise<T> {
  return prices(() => vehicles(work))
}

function oneAtATime(): Turns {
  let tail: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = tail.then(work, work)
    tail = turn.catch(() => undefined)
    return turn
  }
}

function firstNight(): Night {
  const [night] = NIGHTS
  if (night === undefined) throw new Error('No night is shipped')
  return night
}
