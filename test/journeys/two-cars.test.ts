import { expect, test } from 'vitest'
import { stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { chargeNow } from '../../src/control/charge-now.ts'
import { findIntent } from '../../src/control/intent-store.ts'
import { changePolicy, findPolicy } from '../../src/vehicles/policy-store.ts'
import type { ChargingPolicy, Vehicle } from '../../src/vehicles/vehicle.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, doubledEffects, ledger, nightCar, socAt, wall } from './night.ts'

/** 16 kW hold the house and one car of 11 kW, not two. */
const FUSE_KW = 16
const OLA = { login: 'ola', driver: 'Ola', vin: '5YJ3E1EA0TEST0002' }

describeOnEveryEngine('two cars behind one meter', (database) => {
  const stage = useStage(database, {
    start: wall('16:50'),
    cars: [nightCar(), nightCar({ ...OLA, from: '18:00' })],
  })

  test('charge one after the other, are both ready, and never draw more than the fuse holds', async () => {
    const home = await family(stage(), FUSE_KW)
    const highest = await play(stage(), wall('07:00'))
    expect(highest).toBeLessThan(11.5)
    expectReady(stage())
    for (const vehicle of [home.kari, home.ola]) {
      const sent = await ledger(stage(), vehicle)
      expect(sent.every(({ confirmedAt }) => confirmedAt !== null)).toBe(true)
    }
    for (const login of ['kari', 'ola']) expect(doubledEffects(carOf(stage(), login))).toBe(0)
  })

  test('draw more than the fuse holds where nobody told of it: both want the cheapest hours', async () => {
    await family(stage(), null)
    expect(await play(stage(), wall('07:00'))).toBeGreaterThan(20)
  })

  test('charge now is given way to by a car that has time', async () => {
    const home = await family(stage(), FUSE_KW)
    await play(stage(), wall('03:00'))
    const [busy, free] =
      (await findIntent(database(), home.kari.id))?.desired === 'CHARGE'
        ? [home.kari, home.ola]
        : [home.ola, home.kari]
    await chargeNow(stage().deps, free.id)
    const codes = await codesUntil(stage(), free, wall('03:10'))
    expect(codes).toEqual(['waiting_for_other_car', 'charging_boost'])
    expect(await findIntent(database(), busy.id)).toMatchObject({ desired: 'HOLD' })
    expect(await play(stage(), wall('07:00'))).toBeLessThan(11.5)
    expectReady(stage())
  })

  test('charge now waits for a car that has none', async () => {
    const home = await family(stage(), FUSE_KW)
    await wish(stage(), home.kari, { targetPercent: 90, readyBy: '22:00' })
    const highest = await play(stage(), wall('18:30'))
    await chargeNow(stage().deps, home.ola.id)
    const codes = await codesUntil(stage(), home.ola, wall('23:00'))
    expect(codes).toEqual(['waiting_for_other_car', 'charging_boost'])
    expect(socAt(carOf(stage()), wall('22:00'))).toBeGreaterThanOrEqual(89)
    expect(highest).toBeLessThan(11.5)
  })

  test('the one that has to be ready first is, and so is the other in what is left', async () => {
    const home = await family(stage(), FUSE_KW)
    await wish(stage(), home.ola, { readyBy: '01:00' })
    expect(await play(stage(), wall('07:00'))).toBeLessThan(11.5)
    expect(socAt(carOf(stage(), 'ola'), wall('01:00'))).toBeGreaterThanOrEqual(79.5)
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })
})

interface Family {
  readonly kari: Vehicle
  readonly ola: Vehicle
}

async function family(stage: Stage, gridLimitKw: number | null): Promise<Family> {
  const home = { siteReference: 'behind one meter', site: { gridLimitKw } }
  const { vehicle: kari } = await connect(stage, { home })
  const { vehicle: ola } = await connect(stage, { login: 'ola', driverId: 'driver-ola', home })
  expect(ola.siteId).toBe(kari.siteId)
  return { kari, ola }
}

/** The highest mean power of both cars between two steps of the night, kW, as only their maker can know it. */
async function play({ service, clock, simulator }: Stage, until: Date): Promise<number> {
  const drawn = (): number =>
    simulator.report().cars.reduce((sum, { energyFromGridKwh }) => sum + energyFromGridKwh, 0)
  let [highest, before, since] = [0, drawn(), clock.now()]
  await stepWorld(service, clock, until, (now) => {
    const hours = (now.getTime() - since.getTime()) / 3_600_000
    const energy = drawn()
    // A car that is plugged in begins by itself, before anybody can know.
    if (hours > 0 && now > wall('18:15')) highest = Math.max(highest, (energy - before) / hours)
    ;[before, since] = [energy, now]
    return Promise.resolve()
  })
  return highest
}

async function codesUntil({ service, clock, deps }: Stage, vehicle: Vehicle, until: Date): Promise<string[]> {
  const codes: string[] = []
  await stepWorld(service, clock, until, async () => {
    const code = (await findIntent(deps.db, vehicle.id))?.reason.code ?? 'none'
    if (codes.at(-1) !== code) codes.push(code)
  })
  return codes
}

function expectReady(stage: Stage): void {
  for (const login of ['kari', 'ola'])
    expect(socAt(carOf(stage, login), wall('07:00')), login).toBeGreaterThanOrEqual(79.5)
}

async function wish({ deps }: Stage, vehicle: Vehicle, own: Partial<ChargingPolicy>): Promise<void> {
  const policy = await findPolicy(deps.db, vehicle.id)
  if (policy === undefined) throw new Error('The car has no policy')
  const change = { vehicleId: vehicle.id, policy: { ...policy, ...own }, now: deps.clock.now() }
  await deps.db.transaction().execute((trx) => changePolicy(trx, change))
}
