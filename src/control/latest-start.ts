import { addMinutes } from 'date-fns'
import { latest, type Interval } from '../base/interval.ts'
import { kw, percent } from '../base/units.ts'
import { timeToGoal, type Milliseconds } from '../planning/charging-time.ts'
import { chargeUpTo } from '../planning/late-plan.ts'
import type { ChargingNeed, TaperStep } from '../planning/problem.ts'
import { median, type CarLesson } from '../vehicles/car-lesson.ts'
import { learntTaper, type ChargingCar, type Taper } from './learnt-taper.ts'

/** How fast a car is taken to charge where it must not be late: never faster than it has shown. */
export interface Pace {
  /** Highest power of an ordinary charge, kW. */
  readonly powerKw: number
  /** Most power from a state of charge on. */
  readonly taper: readonly TaperStep[]
  /** From the first command until charging is seen; 0 while it charges. Seconds. */
  readonly delaySeconds: number
}

/** What is known of a brand's cars before one has taught anything itself. */
export interface BrandPace {
  /** Wake-up and command together, the 99th of a hundred; seconds. */
  readonly startDelaySeconds: number
  /** Below what cars take there, never above. */
  readonly taper: Taper
  /** See `CommandRecipe`. */
  readonly untoldPowerKw?: number | undefined
}

/** Fewer starts than these tell nothing of the slow ones. */
const ENOUGH_STARTS = 3

/** A car at its plug, as far as its pace depends on it. */
/** `powerKw` is what it is taken to charge with; of a new car no more than a guess. */
interface CarNow extends ChargingCar {
  /** Highest power of the present stay, kW; 0: none was seen. */
  readonly peakPowerKw: number
  readonly isDrawing: boolean
}

/** The pace of a car, from its last charges where it has had any, else from what it has shown in this one, and from its brand. */
export function paceOf(car: CarNow, lesson: CarLesson, brand: BrandPace): Pace {
  const powerKw = usualPower(car, lesson, brand)
  const { startDelaysSeconds: delays } = lesson
  const delay = delays.length < ENOUGH_STARTS ? brand.startDelaySeconds : Math.max(...delays)
  return {
    powerKw,
    delaySeconds: car.isDrawing ? 0 : delay,
    taper: learntTaper(brand.taper, lesson.charged.over, { ...car, powerKw }).map(
      ({ fromPercent, share }) => ({
        soc: percent(fromPercent),
        power: kw(powerKw * share),
      }),
    ),
  }
}

/** A new car that came nearly full may never have shown its full power, which then is a guess: what it has shown is safe. */
function usualPower(
  { powerKw, peakPowerKw, isDrawing }: CarNow,
  { peakPowersKw, charged }: CarLesson,
  { untoldPowerKw = powerKw }: BrandPace,
): number {
  const usual = median(peakPowersKw)
  if (usual !== undefined) return isDrawing ? powerKw : Math.min(powerKw, usual)
  if (peakPowerKw > 0) return Math.min(powerKw, peakPowerKw)
  return charged.powerKw === undefined ? Math.min(powerKw, untoldPowerKw) : powerKw
}

/** In which the service may be down, a car may sleep or a charger start late; minutes. */
const SLACK_MINUTES = 60
/** More for a long charge, whose power is known to some per cent only; and the minutes of a command. */
const PACE_MARGIN = 0.15
const COMMAND_MINUTES = 10

/** Kept free before ready-by where time allows; minutes, 60 at least. It shrinks to that as energy is delivered. */
export function slackMinutes(charging: Milliseconds): number {
  return Math.max(SLACK_MINUTES, (charging / 60_000) * PACE_MARGIN + COMMAND_MINUTES)
}

/** How long a car needs from the first command on, at its pace: energy with losses, taper and start delay. */
export function timeAtPace(need: ChargingNeed, pace: Pace): Milliseconds {
  return timeToGoal(atPace(need, pace)) + pace.delaySeconds * 1_000
}

/** A need that is charged at a pace. */
export function atPace(need: ChargingNeed, { powerKw, taper }: Pace): ChargingNeed {
  return { ...need, power: kw(powerKw), taper }
}

/**
 * The last instant from which charging without a break but for the blocked times ends by `promised`, with the slack kept
 * free before it; `now` if that has passed.
 *
 *     time  = energy to the target / (efficiency × power), power falling by the taper, + start delay
 *     slack = max(60 min, 15 % of time + 10 min)
 *     latest start = the instant from which `time` of unblocked time is left until promised − slack
 *
 * Never later than `promised − slack − time`, and so ready by `promised` whenever that is possible at this pace; never earlier
 * than what is blocked asks for. It moves later as energy is delivered, and earlier with a lower state of charge.
 */
export function latestStart(
  need: ChargingNeed,
  pace: Pace,
  { now, promised, blocked = [] }: { now: Date; promised: Date; blocked?: readonly Interval[] | undefined },
): Date {
  const time = timeAtPace(need, pace)
  const end = addMinutes(promised, -slackMinutes(time))
  const [first] = chargeUpTo({ start: LONG_AGO, end }, time, { need, blocked })
  return latest(now, first?.start ?? end)
}

const LONG_AGO = new Date(-8.64e15)
