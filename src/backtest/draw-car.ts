import { addMinutes } from 'date-fns'
import { localTime } from '../base/local-time.ts'
import type { SimulatedCar } from '../simulator/simulated-car.ts'
import type { Site } from '../sites/site.ts'
import type { ChargingPolicy } from '../vehicles/vehicle.ts'
import type { Dice } from './dice.ts'
import { drawTroubles } from './draw-troubles.ts'
import type { NightCar } from './night.ts'

export interface CarOf {
  readonly name: string
  readonly number: number
  readonly start: Date
  readonly site: Site
  readonly isCalm: boolean
}

/** A car, when it comes and goes, what its driver wants, and what goes wrong. */
export function drawCar(dice: Dice, { name, number, start, site, isCalm }: CarOf): NightCar {
  const pluggedInAt = addMinutes(start, dice.whole(5, 11 * 60))
  const stayMinutes = dice.whole(5 * 60, 17 * 60)
  const unpluggedAt = addMinutes(pluggedInAt, stayMinutes)
  const spec = drawSpec(dice, { number, maxPowerKw: site.maxPowerKw, stays: [{ pluggedInAt, unpluggedAt }] })
  return {
    id: name,
    spec,
    policy: drawPolicy(dice, { site, pluggedInAt, unpluggedAt }),
    learnt: dice.chance(0.25) ? null : { capacityKwh: spec.capacityKwh, powerKw: spec.powerKw },
    toldAtHome: dice.chance(0.03) ? false : null,
    troubles: isCalm ? [] : drawTroubles(dice, { start, pluggedInAt }),
  }
}

function drawSpec(
  dice: Dice,
  {
    number,
    maxPowerKw,
    stays,
  }: Pick<SimulatedCar, 'stays'> & { readonly number: number; readonly maxPowerKw: number },
): SimulatedCar {
  const powerKw = dice.pick([maxPowerKw, maxPowerKw, Math.min(maxPowerKw, dice.pick([2.3, 3.6, 7.4, 11]))])
  return {
    login: `driver-${String(number)}`,
    driver: `Driver ${String(number)}`,
    vin: `5YJ3E1EA0T${String(1_000_000 + number)}`,
    model: 'Model 3',
    capacityKwh: dice.whole(24, 110),
    socPercent: dice.whole(2, 95),
    limitPercent: dice.pick([100, 90, 80, dice.whole(50, 100)]),
    powerKw,
    efficiency: dice.between(0.84, 0.95),
    sleepsAfterMinutes: dice.pick([null, 15, 30, 90]),
    stays,
    drivesPercent: 10,
    ...(dice.chance(0.04) && { refusesRestart: true }),
    ...(dice.chance(0.1) && { reportsEveryMinutes: dice.whole(2, 15) }),
    ...(dice.chance(0.03) && { directCurrent: true }),
    ...(dice.chance(0.1) && { interruptedAt: drawInterruptions(dice, stays) }),
  }
}

/** A charger trips once or twice, at any time of the stay. */
function drawInterruptions(dice: Dice, stays: SimulatedCar['stays']): readonly Date[] {
  const times = stays.flatMap(({ pluggedInAt, unpluggedAt }) => {
    const minutes = Math.floor((unpluggedAt.getTime() - pluggedInAt.getTime()) / 60_000)
    return Array.from({ length: dice.whole(1, 2) }, () => addMinutes(pluggedInAt, dice.whole(1, minutes)))
  })
  return times.toSorted((a, b) => a.getTime() - b.getTime())
}

/** Ready-by before the car is unplugged, in whole five minutes of the local clock; on nights of the change also at 02:30. */
function drawPolicy(
  dice: Dice,
  {
    site,
    pluggedInAt,
    unpluggedAt,
  }: { readonly site: Site; readonly pluggedInAt: Date; readonly unpluggedAt: Date },
): ChargingPolicy {
  const minutes = (unpluggedAt.getTime() - pluggedInAt.getTime()) / 60_000
  const readyBy = addMinutes(pluggedInAt, Math.floor(dice.between(0.4, 1) * minutes) - 1)
  const fives = new Date(Math.floor(readyBy.getTime() / 300_000) * 300_000)
  return {
    targetPercent: dice.pick([80, 90, 100, dice.whole(50, 100)]),
    minimumPercent: dice.pick([0, 20, dice.whole(10, 50)]),
    readyBy: dice.chance(0.05) ? '02:30' : localTime(fives, site.timeZone),
    timeZone: site.timeZone,
    paused: false,
    maxStarts: dice.pick([null, null, dice.whole(1, 4)]),
    minimumRunMinutes: dice.pick([null, null, dice.whole(0, 90)]),
    version: 1,
  }
}
