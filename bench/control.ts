import { addMinutes } from 'date-fns'
import { SteppedClock } from '../src/base/clock.ts'
import { openServerDatabase } from '../test/support/server-database.ts'
import { openFleet } from '../test/chaos/fleet.ts'
import { findRedis, startOwnRedis } from '../test/support/own-redis.ts'
import { findPostgres, startOwnPostgres } from '../test/support/own-postgres.ts'
import { DUSK } from '../test/simulator/support.ts'
import { cloneCars, dueAgain } from './control/clone-cars.ts'
import { embeddedTicks } from './control/embedded.ts'
import { wakeUps } from './control/hints.ts'
import { plansByWorker, plansEmbedded } from './control/plug-in.ts'
import { bothWays } from './control/record.ts'
import { reconciledPerSecond } from './control/reconcile.ts'
import { figure, percentage, showTable } from './planner/table.ts'
import { median } from './planner/timing.ts'

/**
 * `npm run bench:control [-- --quick | --embedded | --hints | --plug-in]`: how fast the control loop is, beside the floor measured in the
 * same run; or only how long a tick takes on the embedded database, how soon another process hears of a wish, or how soon a plug-in is
 * planned for.
 */
const QUICK = process.argv.includes('--quick')
/** Sections that may be run alone. */
const ALONE = { '--embedded': embedded, '--hints': hints, '--plug-in': plugIn }
const CARS = QUICK ? 100 : 400
const FEW = 1_000
const MANY = QUICK ? 10_000 : 100_000
/** On the embedded database, each with others of the cars, until all have had their turn. */
const TICKS = QUICK ? 5 : 20
/** Recorded in a round each way; together fewer than are due. */
const SAMPLE = 480
const ROUNDS = 3

const given = process.env['TEST_DATABASE_URL'] ?? process.env['DATABASE_URL']
if (given === undefined && findPostgres() === undefined) {
  process.stderr.write('bench:control needs PostgreSQL: install it, or name a server in DATABASE_URL\n')
  process.exit(1)
}
const own = given === undefined ? await startOwnPostgres() : null
const url = given ?? own?.url ?? ''
try {
  const alone = Object.entries(ALONE).filter(([flag]) => process.argv.includes(flag))
  const all = [recording, reconciling, embedded, hints, plugIn]
  for (const section of alone.length > 0 ? alone.map(([, one]) => one) : all) await section()
} finally {
  await own?.close()
}

/** Claim and record alone, beside the floor, with few and with many vehicles due. */
async function recording(): Promise<void> {
  const rows: string[][] = []
  const perVehicle: number[] = []
  for (const due of [FEW, MANY]) {
    const database = await openServerDatabase(url)
    const clock = new SteppedClock(DUSK)
    const fleet = await openFleet(database.db, { cars: 1, clock })
    await cloneCars(database.db, due, DUSK)
    const times: { ours: number; floor: number }[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const now = addMinutes(DUSK, round)
      await dueAgain(database.db, DUSK)
      times.push(await bothWays(database.db, database.url, { count: SAMPLE, now }))
    }
    // The first round fills caches and compiles.
    const ours = median(times.slice(1).map((time) => time.ours))
    const floor = median(times.slice(1).map((time) => time.floor))
    perVehicle.push(ours / SAMPLE)
    rows.push([String(due), figure(SAMPLE / ours), figure(SAMPLE / floor), percentage(floor / ours)])
    await fleet.close()
    await database.close()
  }
  const [few = NaN, many = NaN] = perVehicle
  print(
    'Claim and record alone',
    ['vehicles due', 'vehicles/s', 'bare loop/s', 'of the floor (goal 60 %)'],
    rows,
    [
      `A vehicle costs ${percentage(many / few - 1)} more with ${String(MANY)} due than with ${String(FEW)} (goal: within 20 %).`,
    ],
  )
}

async function reconciling(): Promise<void> {
  const one = await reconciledPerSecond(url, 1, CARS)
  const two = await reconciledPerSecond(url, 2, CARS)
  print(
    'Vehicles reconciled, each read, planned for and stopped, over 50 ms of latency',
    ['workers', 'vehicles/s'],
    [
      ['1', figure(one)],
      ['2', figure(two)],
    ],
    ['The simulated carmaker takes its share of the same processors.'],
  )
}

async function embedded(): Promise<void> {
  const [cars, due] = QUICK ? [250, 50] : [1_000, 50]
  const [first = NaN, ...rest] = await embeddedTicks(cars, due, TICKS)
  print(
    'One process on the embedded database, over 50 ms of latency: each vehicle that is due is read, planned for and stopped',
    ['cars', 'due', 'first tick, s', 'median of the next, s (goal 1)', 'longest'],
    [[String(cars), String(due), figure(first), figure(median(rest)), figure(Math.max(...rest))]],
    [],
  )
}

async function hints(): Promise<void> {
  if (findRedis() === undefined) {
    process.stdout.write('Hints: left out, redis-server is not installed\n')
    return
  }
  const redis = await startOwnRedis()
  const rows: string[][] = []
  for (const [name, redisUrl] of [
    ['with Redis', redis.url],
    ['without', null],
  ] as const) {
    const times = await wakeUps(url, redisUrl)
    rows.push([name, figure(median(times)), figure(times.at(-1) ?? NaN)])
  }
  await redis.close()
  print('From “charge now” in one process to the command of another, s', ['', 'median', 'longest'], rows, [
    'Without hints another process sees it at its next tick, at most 5 s later, and takes a pass to act; nothing else is lost.',
  ])
}

async function plugIn(): Promise<void> {
  const redis = findRedis() === undefined ? null : await startOwnRedis()
  const ways = [
    ...(redis === null
      ? []
      : ([['PostgreSQL, two processes, with Redis', () => plansByWorker(url, redis.url)]] as const)),
    ['PostgreSQL, two processes, without Redis', () => plansByWorker(url, null)],
    ['embedded database, one process', plansEmbedded],
  ] as const
  const rows: string[][] = []
  for (const [name, measure] of ways) {
    const times = await measure()
    rows.push([name, figure(median(times)), figure(times.at(-1) ?? NaN)])
  }
  await redis?.close()
  print('From a pushed plug-in over HTTP to the stored plan, s (goal 10)', ['', 'median', 'longest'], rows, [
    '20 cars, one after the other. Without Redis the process that looks after cars sees it at its next tick, at most 5 s later.',
  ])
}

function print(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  notes: readonly string[],
) {
  process.stdout.write(`${showTable({ title, head, rows, notes })}\n`)
}
