import { addHours, addMinutes, max, min } from 'date-fns'
import { localDay, nextLocalTime } from '../base/local-time.ts'
import type { Interval } from '../base/interval.ts'
import type { PriceDay } from '../prices/shipped-days.ts'
import type { Site } from '../sites/site.ts'
import { DEFAULT_CONTRACT } from '../tariffs/contract.ts'
import { createDice, type Dice } from './dice.ts'
import { drawCar } from './draw-car.ts'
import { drawPrices } from './draw-prices.ts'
import type { Home, Night } from './night.ts'

const ZONE = 'Europe/Oslo'
/** Evenings before the nights on which the clock changes. */
const CLOCK_CHANGES = ['2027-03-27', '2027-10-30'] as const
const FIRST_DAY = new Date('2026-09-01T12:00:00Z')
const DAYS = 300
const BEFORE_MINUTES = 25
const AFTER_MINUTES = 15

export interface DrawOptions {
  /** Real days that prices take their shape from. */
  readonly days: readonly PriceDay[]
  /** Homes of the night; 1 if left out. */
  readonly homes?: number
  /** Nothing fails, and Ladeplan is never away. */
  readonly isCalm?: boolean
  /** The clock changes in it. Left out: in one night of eight. */
  readonly isClockChange?: boolean
}

/**
 * A night by its seed: homes and cars, what drivers want, prices, and everything that goes wrong. It begins when the
 * first car is about to come, after 14:00 local time, and ends when the last has gone.
 */
export function drawNight(seed: string, options: DrawOptions): Night {
  const dice = createDice(seed)
  const noon = nextLocalTime(startOfEvening(dice, options), '14:00', ZONE)
  const homes = Array.from({ length: options.homes ?? 1 }, (_, index) =>
    drawHome(dice, { seed, start: noon, index, ...options }),
  )
  const stays = homes.flatMap(({ cars }) => cars).flatMap(({ spec }) => spec.stays)
  return {
    ...{ seed, homes },
    start: addMinutes(min(stays.map(({ pluggedInAt }) => pluggedInAt)), -BEFORE_MINUTES),
    end: addMinutes(max(stays.map(({ unpluggedAt }) => unpluggedAt)), AFTER_MINUTES),
    prices: drawPrices(dice, noon, options.days),
    away: options.isCalm === true ? [] : drawAway(dice, noon),
  }
}

/** One night in eight is one on which the clock changes. */
function startOfEvening(dice: Dice, { isClockChange = false }: DrawOptions): Date {
  if (dice.chance(1 / 8) || isClockChange) return new Date(`${dice.pick(CLOCK_CHANGES)}T06:00:00Z`)
  const day = localDay(addHours(FIRST_DAY, 24 * dice.whole(0, DAYS)), ZONE)
  return new Date(`${day}T06:00:00Z`)
}

interface HomeOf {
  readonly seed: string
  readonly start: Date
  readonly index: number
  readonly isCalm?: boolean
}

/** One home in six has two cars and a fuse that may not hold both. */
function drawHome(dice: Dice, { seed, start, index, isCalm = false }: HomeOf): Home {
  const isPair = dice.chance(1 / 6)
  const site = drawSite(dice, isPair)
  const cars = Array.from({ length: isPair ? 2 : 1 }, (_, place) =>
    drawCar(dice, {
      name: `${seed}-${String(index)}-${String(place)}`,
      number: index * 2 + place,
      start,
      site,
      isCalm,
    }),
  )
  return { site, cars }
}

function drawSite(dice: Dice, isPair: boolean): Site {
  const [maxPowerKw, fuses] = dice.pick<[number, [number, number]]>([
    [11, [14, 25]],
    [7.4, [9.5, 18]],
    [22, [25, 50]],
  ])
  return {
    ...{
      biddingZone: 'NO2',
      county: '42',
      municipality: '4204',
      gridCompany: 'glitre',
      contract: DEFAULT_CONTRACT,
    },
    ...{ billingResolution: 'PT60M', isHolidayHome: false, timeZone: ZONE, driverLimitKw: null },
    maxPowerKw,
    gridLimitKw: isPair ? dice.pick(fuses) : null,
  }
}

/** Ladeplan is down once in a third of the nights, mostly for minutes, at times for hours. */
function drawAway(dice: Dice, start: Date): readonly Interval[] {
  if (!dice.chance(1 / 3)) return []
  const from = addMinutes(start, dice.whole(60, 16 * 60))
  const minutes = dice.chance(0.8) ? dice.whole(1, 40) : dice.whole(60, 6 * 60)
  return [{ start: from, end: addMinutes(from, minutes) }]
}
