import { addHours } from 'date-fns'
import { z } from 'zod'
import type { SteppedClock } from '../../base/clock.ts'
import { contains } from '../../base/interval.ts'
import { localTime, MARKET_TIME_ZONE } from '../../base/local-time.ts'
import { findPrices } from '../../prices/price-store.ts'
import type { PriceSlot } from '../../prices/price-curve.ts'
import { listVehicles } from '../../vehicles/vehicle-store.ts'
import type { Vehicle } from '../../vehicles/vehicle.ts'
import type { Connected, DriverAgent } from '../sandbox/driver-agent.ts'
import { createMeter, energyOf, METERED, type Meter } from '../sandbox/metered-home.ts'
import { DRIVERS, type DemoDriver } from '../sandbox/drivers.ts'
import { at, type Night } from '../sandbox/nights.ts'
import type { OpenSandbox } from '../sandbox/open-sandbox.ts'
import { settle, stepWorld } from '../sandbox/step-world.ts'
import type { Screen } from './screen.ts'
import { cellOf, createStrips, type Strips } from './strips.ts'
import type { DemoLanguage, Words } from './words.ts'

export interface Stage {
  readonly night: Night
  readonly clock: SteppedClock
  readonly open: OpenSandbox
  readonly agent: DriverAgent
  readonly screen: Screen
  readonly words: Words
  readonly language: DemoLanguage
}

/** The night as it was played: who became connected, and when consent was withdrawn. */
export interface PlayedNight {
  readonly connected: ReadonlyMap<string, Connected>
  readonly vehicles: ReadonlyMap<string, Vehicle>
  readonly withdrawnAt: Date
}

interface Scene {
  readonly at: Date
  /** Told when it happens. */
  readonly line: string
  act(): Promise<void>
}

export const FIRST_SCENE = '12:15'
const LAST_SCENE = '08:15'
const CHARGE_NOW = '19:10'
const WITHDRAWAL = '21:30'

/** Plays the night scene by scene; between two scenes world time jumps from one due instant to the next. */
export async function playNight(stage: Stage): Promise<PlayedNight> {
  const connected = new Map<string, Connected>()
  const vehicles = new Map<string, Vehicle>()
  const meters = new Map<string, Meter>()
  const strips = await stripsFor(stage)
  const onStep = (now: Date): Promise<void> => fillStrips(stage, { strips, vehicles }, now)
  for (const scene of scenes(stage, { connected, vehicles, meters })) {
    await stepWorld(stage.open.service, stage.clock, scene.at, onStep)
    if (scene.line !== '') stage.screen.line(`  ${localTime(scene.at, MARKET_TIME_ZONE)}  ${scene.line}`)
    await scene.act()
    await settle(stage.open.service, stage.clock)
    await onStep(stage.clock.now())
  }
  stage.screen.finish()
  return { connected, vehicles, withdrawnAt: at(stage.night, WITHDRAWAL) }
}

interface Cast {
  readonly connected: Map<string, Connected>
  readonly vehicles: Map<string, Vehicle>
  /** By whose home they are in. */
  readonly meters: Map<string, Meter>
}

function scenes(stage: Stage, cast: Cast): readonly Scene[] {
  const { night, words, agent } = stage
  const connecting = DRIVERS.map((driver, index) => ({
    at: at(night, `12:${String(20 + 5 * index)}`),
    line: words.connected(driver.name),
    act: () => connectDriver(stage, cast, driver),
  }))
  const all = [
    ...connecting,
    { at: at(night, '12:40'), line: words.metered('Kari'), act: () => beginMeter(stage, cast) },
    ...readings(stage, cast),
    {
      at: at(night, '12:45'),
      line: words.policy('Ola', 75, '07:30'),
      act: () => setPolicy(agent, vehicleOf(cast, 'ola').id),
    },
    { at: at(night, '13:00'), line: words.pricesOut, act: nothing },
    {
      at: at(night, CHARGE_NOW),
      line: words.chargeNow('Siri'),
      act: () => press(agent, cast, 'siri', '/charge-now'),
    },
    { at: at(night, WITHDRAWAL), line: words.withdraws('Jon'), act: () => withdraw(agent, cast) },
    { at: at(night, '22:00'), line: '', act: () => lookAround(agent, cast) },
    { at: at(night, LAST_SCENE, 'morning'), line: '', act: () => lookAround(agent, cast) },
  ]
  return all.toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

async function beginMeter({ agent, open, clock }: Stage, cast: Cast): Promise<void> {
  const { siteId } = vehicleOf(cast, METERED)
  const { connectionId } = connectedOf(cast, METERED)
  const meter = createMeter(agent, { siteId, connectionId }, () => energyOf(open.simulator, METERED))
  cast.meters.set(METERED, meter)
  await meter.begin(clock.now())
}

/** Once an hour, all evening and all night. */
function readings({ night, clock }: Stage, { meters }: Cast): readonly Scene[] {
  const [first, last] = [at(night, '13:00'), at(night, '08:00', 'morning')]
  const hours = Math.round((last.getTime() - first.getTime()) / 3_600_000)
  return Array.from({ length: hours + 1 }, (_, hour) => ({
    at: addHours(first, hour),
    line: '',
    act: async () => meters.get(METERED)?.read(clock.now()),
  }))
}

const nothing = (): Promise<void> => Promise.resolve()

async function connectDriver(
  { agent, open, night, language }: Stage,
  cast: Cast,
  driver: DemoDriver,
): Promise<void> {
  cast.connected.set(driver.login, await agent.connect(driver, night.postalCode, language))
  const [vehicle] = await listVehicles(open.database.db, { driverId: driver.driverId })
  if (vehicle === undefined) throw new Error(`${driver.name} is connected, but there is no car`)
  cast.vehicles.set(driver.login, vehicle)
}

const policySchema = z.object({
  timeZone: z.string(),
  maxStarts: z.number().nullable(),
  minimumRunMinutes: z.number().nullable(),
})

async function setPolicy(agent: DriverAgent, vehicleId: string): Promise<void> {
  const path = `/v1/vehicles/${vehicleId}/policy`
  const kept = await agent.api('GET', path, policySchema)
  const body = { ...kept, targetPercent: 75, minimumPercent: 20, readyBy: '07:30', paused: false }
  await agent.api('PUT', path, policySchema, { body, ifMatch: '"1"' })
}

async function press(agent: DriverAgent, cast: Cast, login: string, action: string): Promise<void> {
  await agent.press(connectedOf(cast, login).planUrl, action)
}

/** Over the API, as the retailer's own app would; the page offers the same. */
async function withdraw(agent: DriverAgent, cast: Cast): Promise<void> {
  await agent.api('DELETE', `/v1/connections/${connectedOf(cast, 'jon').connectionId}`, z.unknown())
}

/** Opens every page and document a driver or the retailer may see: what they answer is searched as well. */
async function lookAround(agent: DriverAgent, { connected, vehicles }: Cast): Promise<void> {
  for (const [login, { planUrl }] of connected) {
    const id = vehicles.get(login)?.id ?? ''
    await agent.look(planUrl)
    for (const path of [`/v1/vehicles/${id}`, `/v1/vehicles/${id}/plan`])
      await agent.api('GET', path, z.unknown()).catch(() => undefined)
  }
  await agent.look('/metrics')
  await agent.look('/')
}

function connectedOf({ connected }: Cast, login: string): Connected {
  const found = connected.get(login)
  if (found === undefined) throw new Error(`${login} is not connected`)
  return found
}

function vehicleOf({ vehicles }: Cast, login: string): Vehicle {
  const found = vehicles.get(login)
  if (found === undefined) throw new Error(`${login} has no car`)
  return found
}

/** Prices are asked of the store at every redraw: the night's appear only when they are published. */
async function stripsFor({ night, open, words }: Stage): Promise<Strips> {
  const span = { start: at(night, '12:00'), end: at(night, '09:00', 'morning') }
  let slots: readonly PriceSlot[] = await findPrices(open.database.db, night.zone, {
    from: span.start,
    until: span.end,
  })
  const refresh = async (): Promise<void> => {
    slots = await findPrices(open.database.db, night.zone, { from: span.start, until: span.end })
  }
  const strips = createStrips(
    DRIVERS.map(({ name }) => name),
    span,
    {
      label: words.price,
      legend: words.legend,
      at: (instant) => slots.find((slot) => contains(slot, instant))?.perKwh,
    },
  )
  return { ...strips, refresh }
}

async function fillStrips(
  { open, screen }: Stage,
  { strips, vehicles }: { strips: Strips; vehicles: ReadonlyMap<string, Vehicle> },
  now: Date,
): Promise<void> {
  await strips.refresh()
  for (const { login, name } of DRIVERS) {
    const vehicle = vehicles.get(login)
    if (vehicle !== undefined) strips.fill(name, await cellOf(open.database.db, vehicle), now)
  }
  screen.draw(strips.lines())
}
