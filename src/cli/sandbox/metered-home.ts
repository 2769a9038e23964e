import { createHash } from 'node:crypto'
import { addHours, subHours } from 'date-fns'
import { z } from 'zod'
import { earliest } from '../../base/interval.ts'
import { localTime, MARKET_TIME_ZONE } from '../../base/local-time.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import type { DriverAgent } from './driver-agent.ts'

/** Whose home has a meter that is read. */
export const METERED = 'kari'

/**
 * What the house draws by local hour, kW, cars aside: made up. The evening makes the peaks of the month, just above the limit of a
 * capacity step; the water heater runs from 03 to 05, where prices are often lowest.
 */
const HOUSE_KW: readonly number[] = [
  ...[1.1, 1.1, 1.1, 6.5, 6.5, 1.1, 2.4, 3.2, 2.6, 2.2, 2.0, 2.0],
  ...[2.1, 2.1, 2.2, 2.6, 4.4, 8.1, 7.3, 5.2, 4.1, 3.4, 2.6, 1.6],
]

/** The driver's answer in the retailer's app, as the retailer hands it over. */
const NOTICE = {
  noticeHash: createHash('sha256').update('Vi leser av måleren for å holde effekttrinnet.').digest('hex'),
  noticeVersion: '1',
  language: 'nb',
}

/** The retailer's feed from a meter, through the API like every feed. */
export interface Meter {
  /** The driver agrees, and the retailer sends the last 24 hours. */
  begin(now: Date): Promise<void>
  /** Sends what the house and its car took since the last reading. At most a day may have passed. */
  read(now: Date): Promise<void>
  /** The same, if a clock hour has ended since. */
  readHourly(now: Date): Promise<void>
}

/** @param carEnergy what the car of the house has taken out of the plug so far */
export function createMeter(
  agent: DriverAgent,
  home: { readonly siteId: string; readonly connectionId: string },
  carEnergy: () => number,
): Meter {
  const seen = { at: new Date(0), car: 0 }
  const send = async (readings: readonly Reading[], now: Date): Promise<void> => {
    await agent.api('POST', `/v1/sites/${home.siteId}/consumption`, z.unknown(), { body: { readings } })
    seen.at = now
    seen.car = carEnergy()
  }
  const read = (now: Date): Promise<void> => send(since(seen.at, now, carEnergy() - seen.car), now)
  return {
    read,
    readHourly: async (now) => {
      if (hourOf(now) > hourOf(seen.at)) await read(now)
    },
    begin: async (now) => {
      const path = `/v1/connections/${home.connectionId}/consents/consumption`
      await agent.api('PUT', path, z.unknown(), { body: NOTICE })
      const last = now.getTime() - (now.getTime() % HOUR_MS)
      const hours = Array.from({ length: HISTORY_HOURS }, (_, index) => subHours(last, HISTORY_HOURS - index))
      await send(
        [...hours.map((start) => readingOf(start, addHours(start, 1), 0)), ...since(new Date(last), now, 0)],
        now,
      )
    },
  }
}

/** What the car of a driver has taken out of the plug so far, kWh: what its meter at home counts. */
export function energyOf(simulator: Pick<Simulator, 'report'>, login: string): number {
  return simulator.report().cars.find((car) => car.login === login)?.energyFromGridKwh ?? 0
}

interface Reading {
  readonly start: Date
  readonly end: Date
  readonly importKwh: number
}

const HOUR_MS = 3_600_000
/** Readings may be 24 hours old, from their end. */
const HISTORY_HOURS = 24

function hourOf(instant: Date): number {
  return Math.floor(instant.getTime() / HOUR_MS)
}

/** One reading for each clock hour or part of one; what the car took is spread evenly, as nobody saw when. */
function since(start: Date, end: Date, car: number): Reading[] {
  const readings: Reading[] = []
  const whole = end.getTime() - start.getTime()
  for (let from = start; from < end;) {
    const next = earliest(end, new Date(from.getTime() - (from.getTime() % HOUR_MS) + HOUR_MS))
    readings.push(readingOf(from, next, (car * (next.getTime() - from.getTime())) / whole))
    from = next
  }
  return readings
}

/** Within one clock hour. */
function readingOf(start: Date, end: Date, car: number): Reading {
  const hour = Number(localTime(start, MARKET_TIME_ZONE).slice(0, 2))
  const hours = (end.getTime() - start.getTime()) / HOUR_MS
  return { start, end, importKwh: (HOUSE_KW[hour] ?? 0) * hours + car }
}
