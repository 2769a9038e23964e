import { addHours, addMinutes, min } from 'date-fns'
import { localTime } from '../base/local-time.ts'
import type { ChargeNowEnd } from '../control/facts.ts'
import type { Stay } from '../simulator/simulated-car.ts'
import { createDice, type Dice } from './dice.ts'
import { drawNight, type DrawOptions } from './draw-night.ts'
import type { Home, Night, NightCar, Wish } from './night.ts'

/** As UK S.I. 2021/1467 asks for by default. */
const HERD_SECONDS = 600
/** A driver changes their mind within these times of plug-in; minutes. */
const AFTER_MINUTES = 20
const BEFORE_MINUTES = 300

/**
 * A night as {@link drawNight} draws it, and more: cars whose power falls otherwise, that lose more or less, or are slow to start; drivers
 * who change their mind in the middle of it; and cars that keep away from the herd. With dice of its own, so that the other nights stay.
 */
export function drawWideNight(seed: string, options: DrawOptions): Night {
  const night = drawNight(seed, options)
  const dice = createDice(`${seed} wide`)
  return { ...night, homes: night.homes.map((home) => widened(dice, home)), herdSeconds: HERD_SECONDS }
}

/** Of two cars that share a fuse each takes its driver's first wish. */
function widened(dice: Dice, { site, cars }: Home): Home {
  return {
    site,
    cars: cars.map((car) => {
      const wide = withOtherPhysics(dice, car)
      const wish = cars.length === 1 && dice.chance(0.6) ? drawWish(dice, wide) : undefined
      return wish === undefined ? wide : { ...wide, wish }
    }),
  }
}

function withOtherPhysics(dice: Dice, car: NightCar): NightCar {
  const spec = {
    ...car.spec,
    ...(dice.chance(0.3) && {
      taper: { fromPercent: dice.whole(70, 95), shareWhenFull: dice.between(0.25, 0.9) },
    }),
    ...(dice.chance(0.3) && { efficiency: dice.between(0.78, 0.98) }),
    ...(dice.chance(0.3) && { startsAfterSeconds: dice.whole(10, 240) }),
  }
  return { ...car, spec }
}

/** @returns `undefined` if the stay is too short for a change of mind */
function drawWish(dice: Dice, { spec, policy }: NightCar): Wish | undefined {
  const [stay] = spec.stays
  if (stay === undefined) return undefined
  const latestAt = addHours(stay.unpluggedAt, -3)
  const minutes = Math.floor((latestAt.getTime() - stay.pluggedInAt.getTime()) / 60_000)
  if (minutes <= AFTER_MINUTES) return undefined
  const at = addMinutes(stay.pluggedInAt, dice.whole(AFTER_MINUTES, Math.min(minutes, BEFORE_MINUTES)))
  const kind = dice.pick<Wish['kind']>(['ready-by', 'pause', 'charge-now'])
  if (kind === 'ready-by') return { kind, at, readyBy: drawReadyBy(dice, at, { stay, policy }) }
  const soon = addMinutes(at, dice.whole(30, 180))
  if (kind === 'pause') return { kind, at, until: min([soon, addHours(stay.unpluggedAt, -1)]) }
  const end = dice.pick<ChargeNowEnd>([
    { until: 'target' },
    { until: 'time', endsAt: soon },
    { until: 'unplugged' },
  ])
  return { kind, at, end }
}

/** An hour later or more, before the car is unplugged, in whole five minutes. */
function drawReadyBy(
  dice: Dice,
  at: Date,
  { stay, policy }: { readonly stay: Stay; readonly policy: NightCar['policy'] },
): string {
  const left = Math.floor((stay.unpluggedAt.getTime() - at.getTime()) / 60_000)
  const readyBy = addMinutes(at, dice.whole(60, left))
  const fives = new Date(Math.floor(readyBy.getTime() / 300_000) * 300_000)
  return localTime(fives, policy.timeZone)
}
