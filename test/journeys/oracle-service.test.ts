import { expect, test } from 'vitest'
import { z } from 'zod'
import { drawNight } from '../../src/backtest/draw-night.ts'
import { judgeNight } from '../../src/backtest/judge-night.ts'
import { carsOf, type Night, type PublishedDay } from '../../src/backtest/night.ts'
import type { Stored } from '../../src/backtest/ledger.ts'
import { backAgain } from '../../src/backtest/away.ts'
import { playNight } from '../../src/backtest/play-night.ts'
import type { Played } from '../../src/backtest/played.ts'
import { ordersOf } from '../../src/backtest/troubles.ts'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { commandsSince } from '../../src/control/command-store.ts'
import { gather } from '../../src/control/gather.ts'
import { plansSince } from '../../src/control/plan-store.ts'
import type { Database } from '../../src/database/database.ts'
import { changePolicy } from '../../src/vehicles/policy-store.ts'
import { findVehicle } from '../../src/vehicles/vehicle-store.ts'
import { DAYS } from '../backtest/nights.ts'
import { sharedEmbedded } from '../support/database.ts'
import { connect, openStage, type Stage } from '../support/stage.ts'
import { SEED } from '../support/stage-service.ts'

/** The long form: ORACLE_SERVICE_NIGHTS=100. Each night has one car, since cars of one meter take their passes side by side. */
const NIGHTS = Number(process.env['ORACLE_SERVICE_NIGHTS'] ?? '3')

/** A night with one car that is told something, and of which the app has said nothing; the stage's simulator has a seed of its own. */
function nightOf(number: number): Night {
  for (let draw = 0; ; draw++) {
    const night = { ...drawNight(`service-${String(number)}-${String(draw)}`, { days: DAYS }), seed: SEED }
    const [car, other] = playNight(night).cars
    if (other === undefined && car?.car.toldAtHome === null && car.commands.length > 1) return night
  }
}

const passSchema = z.object({ 'event.action': z.literal('pass-done'), 'ladeplan.reason': z.string() })

/** Everything that was decided and sent, as far as both tell it. */
interface Trail {
  readonly reasons: readonly string[]
  readonly commands: readonly string[]
  readonly plans: readonly string[]
}

test.each(Array.from({ length: NIGHTS }, (_, number) => [number]))(
  'night %i of the whole service is decided as in memory, and judged the same (ORACLE_SERVICE_NIGHTS)',
  async (number) => {
    const night = nightOf(number)
    const db = await sharedEmbedded()
    const days = night.prices.map(({ day }) => day)
    const cars = carsOf(night).map(({ spec }) => spec)
    const stage = await openStage(db, { start: night.start, cars, prices: days })
    try {
      const stored = await moveIn(stage, night)
      await playService(stage, night)
      const prices = await published(db, night)
      const played = playNight(
        { ...withIds(night, stored), prices },
        { stored: () => stored, newsAfter: () => TOLD_AFTER_SECONDS },
      )
      expect(trailOf(played)).toEqual(await trailOfService(stage, stored.vehicle.id))
      expect(judgeNight(withIds(night, stored), played).faults).toEqual([])
    } finally {
      await stage.close()
    }
  },
  3_600_000,
)

/** Seconds after new prices at which the service looks at a car: at once, if no other of its zone is told before it. */
const TOLD_AFTER_SECONDS = 0

function withIds(night: Night, { vehicle }: Stored): Night {
  const homes = night.homes.map((home) => ({
    ...home,
    cars: home.cars.map((car) => ({ ...car, id: vehicle.id })),
  }))
  return { ...night, homes }
}

/** The driver connects the car and says what it shall do. @returns what then stands in the tables */
async function moveIn(stage: Stage, night: Night): Promise<Stored> {
  const [home] = night.homes
  const [car] = carsOf(night)
  if (home === undefined || car === undefined) throw new Error('A night without a car')
  const { maxPowerKw, gridLimitKw } = home.site
  const site = { maxPowerKw, gridLimitKw }
  const { vehicle } = await connect(stage, { login: car.spec.login, home: { site } })
  const now = stage.clock.now()
  const { db } = stage.deps
  await db
    .transaction()
    .execute((trx) =>
      changePolicy(trx, { vehicleId: vehicle.id, policy: { ...car.policy, version: 1 }, now }),
    )
  const found = await findVehicle(db, vehicle.id)
  const known = found === undefined ? undefined : await gather(db, found, now)
  if (known === undefined) throw new Error('The car is not there')
  return known
}

async function playService(stage: Stage, night: Night): Promise<void> {
  const orders = [...ordersOf(night)]
  const reach = async (now: Date): Promise<void> => {
    for (let order = orders[0]; order !== undefined && order.at <= now; order = orders[0]) {
      orders.shift()
      await stage.arm(order.fault)
    }
  }
  const clock = {
    now: () => stage.clock.now(),
    stepTo: async (instant: Date) => {
      const at = backAgain(night.away, instant)
      stage.clock.stepTo(at)
      await reach(at)
    },
  }
  await reach(night.start)
  await stepWorld(stage.service, clock, night.end)
}

/** The prices that were imported, and when. */
async function published(db: Database, night: Night): Promise<readonly PublishedDay[]> {
  const rows = await db
    .selectFrom('price_day')
    .select(['day', 'fetched_at'])
    .orderBy('fetched_at')
    .orderBy('day')
    .execute()
  return rows.flatMap(({ day, fetched_at: at }) =>
    night.prices.filter((each) => each.day.day === day).map((each) => ({ at, day: each.day })),
  )
}

function trailOf({ decided, cars: [car] }: Played): Trail {
  return {
    reasons: decided.map(({ reason }) => reason),
    commands: (car?.commands ?? []).map(commandLine),
    plans: (car?.plans ?? []).map(({ madeAt, cause }) => `${madeAt.toISOString()} ${cause}`),
  }
}

async function trailOfService({ deps, log }: Stage, vehicleId: string): Promise<Trail> {
  const passes = log.flatMap((line) => passSchema.safeParse(JSON.parse(line)).data ?? [])
  const plans = await plansSince(deps.db, vehicleId, new Date(0))
  return {
    reasons: passes.map((line) => line['ladeplan.reason']).filter((reason) => reason !== 'rate_limited'),
    commands: (await commandsSince(deps.db, vehicleId, new Date(0))).toReversed().map(commandLine),
    plans: plans.map(({ madeAt, cause }) => `${madeAt.toISOString()} ${cause}`),
  }
}

type Told = Awaited<ReturnType<typeof commandsSince>>[number]

function commandLine({ kind, attempt, epoch, sentAt, outcome, confirmedAt }: Told): string {
  const confirmed = confirmedAt === null ? 'unconfirmed' : confirmedAt.toISOString()
  return `${sentAt.toISOString()} ${kind} ${String(attempt)} of ${String(epoch)}: ${outcome ?? 'no answer'}, ${confirmed}`
}
