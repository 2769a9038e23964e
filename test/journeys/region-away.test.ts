import { addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { NotFoundError } from '../../src/base/errors.ts'
import { hostsOf } from '../../src/carmakers/host.ts'
import type { CarmakerName } from '../../src/carmakers/registry.ts'
import { findIntent } from '../../src/control/intent-store.ts'
import { openOutages } from '../../src/control/outage-store.ts'
import { dueBeside, queueOf } from '../../src/control/queue-store.ts'
import { createBreakerWatch } from '../../src/control/watch-breaker.ts'
import { eventsAfter } from '../../src/events/outbox-store.ts'
import type { Service } from '../../src/service.ts'
import type { Vehicle } from '../../src/vehicles/vehicle.ts'
import { api } from '../http/requests.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, ledger, nightCar, wall } from './night.ts'

/** Europe goes away for an hour, in which the cars of this night begin. */
const AWAY = wall('02:50')
const BACK = wall('03:50')
const ALWAYS = 10_000
const REQUESTS = 20
const TESLA = { carmaker: 'tesla' } as const
const EUROPE = { ...TESLA, region: 'region-1' }
const AMERICA = { ...TESLA, region: 'north-america' }
/** The emptier, the sooner it has to begin. */
const EUROPEANS = [46, 40, 43].map((socPercent, n) => named(`europe-${String(n)}`, { socPercent }))
const BY_LATEST_START = [1, 2, 0]
const AMERICAN = named('america', { region: 'na' })

function named(login: string, changes: Parameters<typeof nightCar>[0]) {
  const vin = `5YJ3E1EA0TEST${login.slice(-1).toUpperCase().padStart(4, '0')}`
  return nightCar({ login, driver: login, vin, ...changes })
}

const hostSchema = z.looseObject({
  carmaker: z.string(),
  region: z.string(),
  awaySince: z.string().nullable(),
  waiting: z.number(),
})

async function carmakersOf({ service }: Stage) {
  const answer = await api(service.app, 'get', '/v1/operations/fleet').expect(200)
  const { carmakers } = z.object({ carmakers: z.array(hostSchema) }).parse(answer.body)
  return carmakers.map(({ region, awaySince, waiting }) => ({ region, isAway: awaySince !== null, waiting }))
}

async function told({ deps }: Stage): Promise<readonly unknown[]> {
  const events = await eventsAfter(deps.db, { after: 0 }, 200)
  return events
    .filter(({ type }) => type.startsWith('carmaker.'))
    .map(({ type, data }) => [type, 'region' in data ? data.region : undefined])
}

const awayIn = ({ control }: Service) =>
  hostsOf(control.carmaker('tesla')).filter((host) => control.breaker.openOf(host) !== null)

describeOnEveryEngine('one region of a carmaker that is away for an hour', (database) => {
  const stage = useStage(database, { start: wall('01:50'), cars: [...EUROPEANS, AMERICAN] })

  async function home(login: string): Promise<Vehicle> {
    return (await connect(stage(), { login, driverId: `driver-of-${login}` })).vehicle
  }

  test('keeps its own cars waiting, and is served by latest start when it is back; another one charges its cars meanwhile', async () => {
    const europeans: Vehicle[] = []
    for (const { login } of EUROPEANS) europeans.push(await home(login))
    const american = await home(AMERICAN.login)
    await stepWorld(stage().service, stage().clock, AWAY)
    for (const { vin } of EUROPEANS) await stage().arm({ kind: 'http-500', vin, times: ALWAYS })
    const reasons = new Set<string | undefined>()
    const listen = async () => void reasons.add((await findIntent(database(), american.id))?.reason.code)
    await stepWorld(stage().service, stage().clock, BACK, listen)

    // The control: Europe is away, and none of its cars has begun.
    expect(EUROPEANS.map(({ login }) => carOf(stage(), login).status)).not.toContain('charging')
    expect(carOf(stage(), AMERICAN.login).status).toBe('charging')
    expect([...reasons]).not.toContain('carmaker_down')
    expect(await told(stage())).toEqual([['carmaker.away', 'region-1']])
    expect(await carmakersOf(stage())).toEqual([
      { region: 'region-1', isAway: true, waiting: 3 },
      { region: 'north-america', isAway: false, waiting: 0 },
    ])
    // Who begins now knows the same.
    const another = stage().another()
    await another.lookAfter()
    expect(awayIn(another)).toEqual([EUROPE])

    const finder = await proberOf(europeans)
    for (const { vin } of EUROPEANS) await stage().arm({ kind: 'http-500', vin, times: 0 })
    await stepWorld(stage().service, stage().clock, addMinutes(BACK, 5))
    expect(await told(stage())).toEqual([
      ['carmaker.away', 'region-1'],
      ['carmaker.back', 'region-1'],
    ])
    // Whoever finds out has the first turn.
    const starts = await Promise.all(europeans.map((car) => startedAt(car)))
    const inOrder = [finder, ...BY_LATEST_START.filter((n) => n !== finder)].map((n) => starts[n])
    expect(inOrder).toEqual([...new Set(inOrder)].toSorted())
    const all = [...EUROPEANS, AMERICAN].map(({ login }) => carOf(stage(), login).status)
    expect(new Set(all)).toEqual(new Set(['charging']))
  }, 240_000)

  /** Which of them is to ask next whether its carmaker is back. */
  async function proberOf(vehicles: readonly Vehicle[]): Promise<number> {
    const [outage] = await openOutages(database())
    return vehicles.findIndex(({ id }) => id === outage?.prober)
  }

  /** ISO 8601; instants of this world differ where cars are served one after the other. */
  async function startedAt(vehicle: Vehicle): Promise<string | undefined> {
    const start = (await ledger(stage(), vehicle)).findLast(({ kind }) => kind === 'start')
    return start?.sentAt.toISOString()
  }

  test('keeps its cars out of the queue for the rate, in which those of the other one stand', async () => {
    const [european, american] = [await home('europe-0'), await home('america')]
    const regions = stage().deps.carmaker('tesla').regions?.all ?? []
    const now = stage().clock.now()
    const queued = async (away: readonly string[]) =>
      (await queueOf(database(), { line: { ...TESLA, regions, away }, now, limit: 9 })).toSorted()
    const beside = (away: readonly string[]) =>
      dueBeside(database(), { lines: [{ ...TESLA, regions, away }], now, limit: 9 })
    expect(await queued([])).toEqual([european.id, american.id].toSorted())
    expect(await beside([])).toEqual([])
    expect(await queued([EUROPE.region])).toEqual([american.id])
    expect(await beside([EUROPE.region])).toEqual([european.id])
    expect(await queued([AMERICA.region])).toEqual([european.id])
  })

  test('is not found by how the carmaker lets drivers sign in, whose failures count for all regions', async () => {
    const { carmaker, breaker } = stage().deps
    const renew = () =>
      carmaker('tesla')
        .oauth.refresh('no token')
        .catch(() => 'refused')
    for (let n = 0; n < REQUESTS; n++) breaker.tell(EUROPE, false)
    expect(await renew()).toBe('refused')
    expect(stage().door.requests).toHaveLength(1)
    expect(awayIn(stage().service)).toEqual([EUROPE])
    stage().door.spoil({ kind: 'answer', status: 503, error: 'unavailable' }, REQUESTS)
    for (let n = 0; n < REQUESTS; n++) await renew()
    expect(awayIn(stage().service)).toEqual([EUROPE, AMERICA])
  })

  test('or a whole carmaker, keeps nobody from finding out about others when it is configured no more', async () => {
    const since = stage().clock.now()
    for (const host of [{ carmaker: 'smartcar', region: null }, { ...TESLA, region: 'closed-down' }, EUROPE])
      await database()
        .insertInto('carmaker_outage')
        .values({ ...host, since, over_at: null })
        .execute()
    const { carmaker } = stage().deps
    const only = (name: CarmakerName) => {
      if (name === 'smartcar') throw new NotFoundError('carmaker: smartcar')
      return carmaker(name)
    }
    await createBreakerWatch({ ...stage().deps, carmaker: only })(true)
    expect(awayIn(stage().service)).toEqual([EUROPE])
    expect(stage().deps.breaker.unattended()).toMatchObject([{ host: EUROPE }])
  })

  test('which was written down without its name ends, with all waits, when any answers', async () => {
    const { id } = await home('europe-0')
    const since = stage().clock.now()
    await database()
      .insertInto('carmaker_outage')
      .values({ ...TESLA, region: null, since, over_at: null })
      .execute()
    const wait = { vehicle_id: id, ...TESLA, region: null, since }
    await database().insertInto('carmaker_wait').values(wait).execute()
    const watch = createBreakerWatch(stage().deps)
    await watch(true)
    expect(awayIn(stage().service)).toEqual([EUROPE, AMERICA])
    expect(await told(stage())).toEqual([])
    stage().deps.breaker.tell(AMERICA, true)
    await watch(true)
    expect(awayIn(stage().service)).toEqual([])
    expect(await told(stage())).toEqual([['carmaker.back', 'north-america']])
    expect(await database().selectFrom('carmaker_wait').selectAll().execute()).toEqual([])
  })
})
