import { createDice, type Dice } from './dice.ts'
import { drawNight, type DrawOptions } from './draw-night.ts'
import type { Home, Night, NightCar } from './night.ts'

/**
 * A night as {@link drawNight} draws it, and other cars in it: some behind Smartcar, some whose power falls from further down on, and some
 * that are tested right after they were connected. With dice of its own, so that the other nights stay.
 */
export function drawMixedNight(seed: string, options: DrawOptions): Night {
  const night = drawNight(seed, options)
  const dice = createDice(`${seed} mixed`)
  return { ...night, homes: night.homes.map((home) => mixed(dice, home)) }
}

function mixed(dice: Dice, { site, cars }: Home): Home {
  return {
    site,
    cars: cars.map((car) => {
      const other = withEarlyTaper(dice, dice.chance(0.5) ? behindAggregator(dice, car, site) : car)
      return dice.chance(0.4) ? { ...other, isUntested: true } : other
    }),
  }
}

function withEarlyTaper(dice: Dice, car: NightCar): NightCar {
  if (!dice.chance(0.3)) return car
  const taper = { fromPercent: dice.whole(55, 70), shareWhenFull: dice.between(0.2, 0.8) }
  return { ...car, spec: { ...car.spec, taper } }
}

/**
 * Smartcar tells what the carmaker behind it last asked of the car, which may be a while ago. Cars are asked there: that they sleep does not
 * show. Without webhooks it tells no power, so that none was learnt from reports; and of direct current a read never tells, so that
 * none is drawn.
 */
function behindAggregator(dice: Dice, car: NightCar, { maxPowerKw }: Home['site']): NightCar {
  const webhooks = dice.chance(0.5)
    ? { mostLateSeconds: dice.pick([10, 60, 600]), lostShare: dice.pick([0, 0.1, 0.4]) }
    : null
  const spec = { ...car.spec, sleepsAfterMinutes: null }
  const reportsEveryMinutes = dice.pick([0, 0, 2, 10, 20])
  return {
    ...car,
    aggregator: { webhooks },
    spec: { ...spec, reportsEveryMinutes, directCurrent: false },
    learnt: car.learnt && { ...car.learnt, ...(webhooks === null && { powerKw: maxPowerKw }) },
  }
}
