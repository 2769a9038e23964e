import { addMinutes } from 'date-fns'
import type { Interval } from '../base/interval.ts'
import { localTime, nextLocalTime } from '../base/local-time.ts'
import type { Stay } from '../simulator/simulated-car.ts'
import { createDice, type Dice } from './dice.ts'
import { drawNight, type DrawOptions } from './draw-night.ts'
import type { Home, Night, NightCar } from './night.ts'

/** What happens to cars on odd nights; each car has one of these, or a ready-by on a night on which the clock changes. */
const ODDITIES = [
  'gone-for-hours',
  'fast-charge-on-the-way',
  'unplugged-for-minutes',
  'token-refused',
  'wrong-size',
  'frozen-soc',
  'frozen-reports',
  'sleeps-unwakeable',
] as const
type Oddity = (typeof ODDITIES)[number]

/** Times that the clock skips in spring, or shows twice in autumn, and those next to them. */
const CHANGED_TIMES = ['01:55', '02:00', '02:15', '02:30', '02:55', '03:00'] as const
/** Back for so long before the car is to be ready, minutes: what was possible counts from then on. */
const LEAST_BACK_MINUTES = 60

/**
 * A night as {@link drawNight} draws one, and something odd in it: the car is driven away at two and comes back at four, with a fast
 * charge on the way or without; it is unplugged for some minutes; its carmaker takes no token for a while; its battery is by 40 % another
 * than was learnt; its reports, or its state of charge alone, stand still; it sleeps and nobody can wake it; or it is to be ready
 * in the hour that the clock skips or shows twice. With dice and nights of its own.
 */
export function drawOddNight(seed: string, options: DrawOptions): Night {
  const dice = createDice(`${seed} odd`)
  const isClockChange = dice.chance(0.25)
  const night = drawNight(`${seed}-odd`, { ...options, isClockChange })
  return {
    ...night,
    homes: night.homes.map((home) => ({
      ...home,
      cars: home.cars.map((car) => (isClockChange ? inChangedHour(dice, car) : odd(dice, car, home))),
    })),
  }
}

function inChangedHour(dice: Dice, car: NightCar): NightCar {
  return { ...car, policy: { ...car.policy, readyBy: dice.pick(CHANGED_TIMES) } }
}

/** Cars that share a fuse stay where they are. */
function odd(dice: Dice, car: NightCar, { cars }: Home): NightCar {
  const oddity = dice.pick(ODDITIES)
  const isMove =
    oddity === 'gone-for-hours' || oddity === 'fast-charge-on-the-way' || oddity === 'unplugged-for-minutes'
  return isMove && cars.length > 1 ? car : oddly(dice, car, oddity)
}

function oddly(dice: Dice, car: NightCar, oddity: Oddity): NightCar {
  switch (oddity) {
    case 'gone-for-hours':
      return goneForHours(dice, car) ?? car
    case 'fast-charge-on-the-way':
      return fastChargedOnTheWay(dice, car) ?? car
    case 'unplugged-for-minutes':
      return unpluggedForMinutes(dice, car)
    case 'token-refused':
      return { ...car, tokenRefused: someTime(dice, car, 40) }
    case 'wrong-size':
      return withWrongSize(dice, car)
    case 'frozen-soc':
      return { ...car, frozenSoc: someTime(dice, car, dice.whole(30, 300)) }
    case 'frozen-reports': {
      const time = someTime(dice, car, dice.whole(30, 300))
      return {
        ...car,
        troubles: [...car.troubles, { kind: 'stale', on: 'vehicleData', times: ALWAYS, ...time }],
      }
    }
    case 'sleeps-unwakeable': {
      const sleepsAfterMinutes = dice.pick([15, 30, 90])
      return {
        ...car,
        aggregator: { webhooks: null },
        spec: { ...car.spec, sleepsAfterMinutes, directCurrent: false },
      }
    }
  }
}

/** Fires this often at most within its time, which is to say always. */
const ALWAYS = 10_000

/** A time within the stay. */
function someTime(dice: Dice, { spec }: NightCar, minutes: number): Interval {
  const { pluggedInAt, unpluggedAt } = stayOf(spec)
  const start = addMinutes(pluggedInAt, dice.whole(0, minutesBetween(pluggedInAt, unpluggedAt)))
  return { start, end: addMinutes(start, minutes) }
}

/** Learnt in nights before as two fifths more or less than it has. */
function withWrongSize(dice: Dice, car: NightCar): NightCar {
  const { capacityKwh, powerKw } = car.spec
  return { ...car, learnt: { capacityKwh: capacityKwh * dice.pick([0.6, 1.4]), powerKw } }
}

function unpluggedForMinutes(dice: Dice, car: NightCar): NightCar {
  const { pluggedInAt, unpluggedAt } = stayOf(car.spec)
  const out = addMinutes(pluggedInAt, dice.whole(10, minutesBetween(pluggedInAt, unpluggedAt) - 30))
  const spec = { ...car.spec, drivesPercent: 0 }
  return withStays(dice, { ...car, spec }, [
    { pluggedInAt, unpluggedAt: out },
    { pluggedInAt: addMinutes(out, 5), unpluggedAt },
  ])
}

/** @returns `undefined` if the car is not there at two, or leaves for good before it could be back for long */
function goneForHours(dice: Dice, car: NightCar): NightCar | undefined {
  const { pluggedInAt, unpluggedAt } = stayOf(car.spec)
  const out = nextLocalTime(pluggedInAt, '02:00', car.policy.timeZone)
  const back = addMinutes(out, 120)
  if (unpluggedAt <= addMinutes(back, 2 * LEAST_BACK_MINUTES)) return undefined
  const spec = { ...car.spec, drivesPercent: dice.whole(2, 30) }
  return withStays(dice, { ...car, spec }, [
    { pluggedInAt, unpluggedAt: out },
    { pluggedInAt: back, unpluggedAt },
  ])
}

function fastChargedOnTheWay(dice: Dice, car: NightCar): NightCar | undefined {
  const gone = goneForHours(dice, car)
  const [before, after] = gone?.spec.stays ?? []
  if (gone === undefined || before === undefined || after === undefined) return undefined
  const start = addMinutes(before.unpluggedAt, 40)
  const end = addMinutes(start, dice.whole(10, 50))
  const stays = [before, { pluggedInAt: start, unpluggedAt: end }, after]
  return { ...gone, spec: { ...gone.spec, stays }, fastCharge: { start, end } }
}

/** To be ready in the last of the stays. */
function withStays(dice: Dice, car: NightCar, stays: readonly [Stay, Stay]): NightCar {
  const [, { pluggedInAt, unpluggedAt }] = stays
  const minutes = minutesBetween(pluggedInAt, unpluggedAt)
  const readyBy = addMinutes(pluggedInAt, dice.whole(Math.min(20, minutes), minutes))
  const fives = new Date(Math.floor(readyBy.getTime() / 300_000) * 300_000)
  const policy = { ...car.policy, readyBy: localTime(fives, car.policy.timeZone) }
  return { ...car, policy, spec: { ...car.spec, stays } }
}

function stayOf({ stays: [stay], login }: NightCar['spec']): Stay {
  if (stay === undefined) throw new RangeError(`${login} is never plugged in`)
  return stay
}

function minutesBetween(start: Date, end: Date): number {
  return Math.floor((end.getTime() - start.getTime()) / 60_000)
}
