import axios from 'axios'
import { addDays } from 'date-fns'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { CarmakerName } from '../../src/carmakers/registry.ts'
import { TESLA_API_PRICES } from '../../src/carmakers/tesla/api-prices.ts'
import type { Database } from '../../src/database/database.ts'
import type { SimulatedCar, Stay } from '../../src/simulator/simulated-car.ts'
import { costOf } from '../../src/vehicles/api-bill.ts'
import type { Calls } from '../../src/vehicles/call-store.ts'
import { changePolicy, findPolicy } from '../../src/vehicles/policy-store.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { api } from '../http/requests.ts'
import { car } from '../simulator/support.ts'
import { sharedEmbedded } from '../support/database.ts'
import { connect, openStage, type Stage } from '../support/stage.ts'
import { carOf, wall } from './night.ts'
import { moreThan, receivedBy, type Received } from './received-calls.ts'
import { playStreaming } from './streaming-night.ts'
import { monthOfPrices } from './winter-month.ts'

/** The month is played with LADEPLAN_BILL_NIGHTS=30, and with LADEPLAN_BILL_CARS=all cars that are read too, which takes half an hour. */
const NIGHTS = z.coerce.number().int().min(2).max(31).default(2).parse(process.env['LADEPLAN_BILL_NIGHTS'])
const IS_SHORT = process.env['LADEPLAN_BILL_NIGHTS'] === undefined
const ALL_CARS = process.env['LADEPLAN_BILL_CARS'] === 'all'
const DAYS_OF_MONTH = 30

interface Case {
  readonly what: string
  readonly carmaker: CarmakerName
  readonly car: Partial<SimulatedCar> & Pick<SimulatedCar, 'login'>
  /** Of the driver's policy; as the brand, two, if not given. */
  readonly maxStarts?: number
}

/** At home from 17:00 to 08:00 every night, to be charged by a quarter of its battery. */
const ALL_CASES: readonly Case[] = [
  { what: 'Tesla that streams, awake at the plug', carmaker: 'tesla', car: { login: 'kari' } },
  {
    what: 'Tesla that streams, asleep after 20 min',
    carmaker: 'tesla',
    car: { login: 'ola', sleepsAfterMinutes: 20 },
  },
  {
    what: 'Tesla that streams, asleep, one block a night',
    carmaker: 'tesla',
    car: { login: 'ida', sleepsAfterMinutes: 20 },
    maxStarts: 1,
  },
  {
    what: 'Tesla that does not stream, asleep after 20 min',
    carmaker: 'tesla',
    car: { login: 'jon', sleepsAfterMinutes: 20, cannotStream: 'unsupported_hardware' },
  },
  {
    what: 'Tesla that does not stream, awake at the plug',
    carmaker: 'tesla',
    car: { login: 'eva', cannotStream: 'unsupported_hardware' },
  },
  { what: 'car behind Smartcar, with webhooks', carmaker: 'smartcar', car: { login: 'liv' } },
]

/** Cars that are read take most of the time; without the flag only those that tell by themselves are played, in the short form three. */
const SHORT_LOGINS = ['kari', 'ola', 'liv']
const CASES = ALL_CASES.filter(({ car: { login } }, index) =>
  IS_SHORT && !ALL_CARS ? SHORT_LOGINS.includes(login) : ALL_CARS || index < 3,
)

interface Billed {
  /** State of charge at 07:00 of each morning, percent. */
  readonly mornings: readonly number[]
  /** Of each day (UTC), in order. */
  readonly days: readonly (Calls & { readonly day: string })[]
  /** What was counted since the car was connected, and what its carmaker has received since. */
  readonly counted: Received
  readonly received: Received
}

describe(`the bill of ${String(NIGHTS)} nights (a month: LADEPLAN_BILL_NIGHTS=30)`, () => {
  let db: Database
  let stage: Stage
  const billed = new Map<string, Billed>()

  beforeAll(async () => {
    db = await sharedEmbedded()
    stage = await openStage(db, {
      ...{ start: wall('16:30'), streams: true, ratesByWorldTime: true },
      ...{ cars: CASES.map(carFor), prices: monthOfPrices() },
    })
    const connected: Connected[] = []
    for (const [index, given] of CASES.entries()) {
      const vehicle = await connectOne(stage, given, index)
      const counted = sum(await daysOf(db, vehicle))
      connected.push({
        given,
        vehicle,
        counted,
        received: receivedBy(stage, given.car.login, given.carmaker),
        mornings: [],
      })
    }
    for (let night = 0; night < NIGHTS; night++) {
      await playStreaming(stage, addDays(wall('07:00'), night), { minutes: 5 })
      for (const { given, mornings } of connected) mornings.push(carOf(stage, given.car.login).socPercent)
    }
    await playStreaming(stage, addDays(wall('16:30'), NIGHTS), { minutes: 5 })
    for (const { given, vehicle, mornings, ...before } of connected) {
      const days = await daysOf(db, vehicle)
      const counted = moreThan(before.counted, sum(days))
      const received = moreThan(before.received, receivedBy(stage, given.car.login, given.carmaker))
      billed.set(given.what, { mornings, days, counted, received })
    }
    process.stdout.write(table(billed))
  }, 3_600_000)
  afterAll(async () => {
    await stage.close()
  })

  const of = (what: string): Billed => {
    const found = [...billed].find(([name]) => name.includes(what))?.[1]
    if (found === undefined) throw new Error(`There is no ${what}`)
    return found
  }

  test('every car was ready every morning, to the point', () => {
    for (const { mornings } of billed.values()) {
      expect(mornings).toHaveLength(NIGHTS)
      for (const soc of mornings) expect(soc).toBeGreaterThanOrEqual(79)
    }
  })

  test('every call is one that the carmaker received, and every one it received is counted', () => {
    for (const [what, { counted, received }] of billed) expect([what, counted]).toEqual([what, received])
    expect([...billed.values()].every(({ received }) => received.commands >= NIGHTS)).toBe(true)
  })

  test('the bill over the API is the sum of the cars that are billed by the call', async () => {
    const answer = await api(stage.service.app, 'get', '/v1/operations/api-bill').expect(200)
    const { items } = billSchema.parse(answer.body)
    const month = stage.clock.now().toISOString().slice(0, 7)
    const ofTeslas = [...billed].flatMap(([what, { days }]) => (what.startsWith('Tesla') ? days : []))
    const teslas = ofTeslas.filter(({ day }) => day.startsWith(month))
    expect(items).toEqual([expect.objectContaining({ carmaker: 'tesla', calls: sum(teslas) })])
    expect(items[0]?.soFarUsd).toBeCloseTo(costOf(sum(teslas), TESLA_API_PRICES), 3)
  })

  test('a Tesla that streams and is awake stays under 0.30 USD: 4 commands a night, 3 reads a day, no wake', () => {
    const { days } = of('streams, awake')
    expect(monthly(days)).toBeLessThan(0.3)
    // The first day also holds what connecting takes.
    for (const { reads, wakes } of days.slice(1)) {
      expect(reads).toBeLessThanOrEqual(3)
      expect(wakes).toBe(0)
    }
    expect(sum(days).commands / NIGHTS).toBeLessThanOrEqual(4)
  })

  test.skipIf(IS_SHORT && !ALL_CARS)('one block a night takes three commands and a wake at most', () => {
    const { days } = of('one block a night')
    expect(sum(days).wakes).toBeLessThanOrEqual(NIGHTS)
    expect(sum(days).commands / NIGHTS).toBeLessThanOrEqual(3)
  })

  test('a Tesla that sleeps at the plug costs a wake for each of its blocks more, and nothing else', () => {
    const { days } = of('streams, asleep after')
    expect(sum(days).wakes).toBeLessThanOrEqual(2 * NIGHTS)
    for (const { reads } of days.slice(1)) expect(reads).toBeLessThanOrEqual(3)
    const wakes = sum(days).wakes / TESLA_API_PRICES.wakesPerUsd
    expect(monthly(days) - (wakes / NIGHTS) * DAYS_OF_MONTH).toBeLessThan(0.3)
  })

  test.runIf(ALL_CARS)('reading costs what streaming saves', () => {
    for (const state of ['asleep', 'awake'])
      expect(monthly(of(`not stream, ${state}`).days)).toBeGreaterThan(
        monthly(of(`streams, ${state} a`).days),
      )
  })
})

/** With what was counted and received by then. */
interface Connected extends Pick<Billed, 'counted' | 'received'> {
  readonly given: Case
  readonly vehicle: Vehicle
  readonly mornings: number[]
}

const billSchema = z.object({ items: z.array(z.looseObject({ soFarUsd: z.number() })) })

async function connectOne(stage: Stage, given: Case, index: number): Promise<Vehicle> {
  const { carmaker, maxStarts } = given
  const { login } = given.car
  const home = { carmaker, siteReference: `home-${String(index)}` }
  const { vehicle } = await connect(stage, { login, driverId: `driver-${login}`, home })
  await axios.post(`${stage.simulator.url}/_ak/localhost`, new URLSearchParams({ login }))
  const { db, clock } = stage.deps
  const policy = await findPolicy(db, vehicle.id)
  if (maxStarts === undefined || policy === undefined) return vehicle
  const change = { vehicleId: vehicle.id, policy: { ...policy, maxStarts }, now: clock.now() }
  await db.transaction().execute((trx) => changePolicy(trx, change))
  return vehicle
}

function carFor({ car: given }: Case, index: number): SimulatedCar {
  const vin = `5YJ3E1EA0TEST${String(index + 1).padStart(4, '0')}`
  const stays: readonly Stay[] = Array.from({ length: NIGHTS }, (_, night) => ({
    pluggedInAt: addDays(wall('17:00'), night),
    unpluggedAt: addDays(wall('08:00'), night),
  }))
  const needsKey = true
  return car({
    vin,
    driver: given.login,
    limitPercent: 90,
    socPercent: 55,
    drivesPercent: 25,
    stays,
    needsKey,
    ...given,
  })
}

async function daysOf(db: Database, { id }: Vehicle): Promise<Billed['days']> {
  return db
    .selectFrom('vehicle_calls')
    .select(['reads', 'commands', 'wakes', 'signals', sql<string>`day::text`.as('day')])
    .where('vehicle_id', '=', id)
    .orderBy('day')
    .execute()
}

function sum(days: readonly Calls[]): Calls {
  const of = (name: keyof Calls): number => days.reduce((total, day) => total + day[name], 0)
  return { reads: of('reads'), commands: of('commands'), wakes: of('wakes'), signals: of('signals') }
}

/** USD in a month of such nights, by Tesla's prices, before the discount. */
function monthly(days: readonly Calls[]): number {
  return (costOf(sum(days), TESLA_API_PRICES) / NIGHTS) * DAYS_OF_MONTH
}

function table(all: ReadonlyMap<string, Billed>): string {
  const lines = [...all].map(([what, { days }]) => {
    const perNight = Object.values(sum(days)).map((count) => (count / NIGHTS).toFixed(1).padStart(8))
    const usd = what.startsWith('Tesla') ? monthly(days).toFixed(2) : 'by the car'
    return `${what.padEnd(50)}${perNight.join('')}${usd.padStart(12)}`
  })
  const head = `${'calls a night'.padEnd(50)}${['reads', 'commands', 'wakes', 'signals'].map((one) => one.padStart(8)).join('')}${'USD a month'.padStart(12)}`
  return `\n${[head, ...lines].join('\n')}\n\n`
}
