import type { Interval } from '../../base/interval.ts'
import { localTime, type TimeZone } from '../../base/local-time.ts'
import type { Battery } from './physics.ts'

/** How the car stood at an instant, milliseconds, as only its maker knows. */
export interface Moment {
  readonly at: number
  readonly energyKwh: number
  readonly isDrawing: boolean
}

/** A time in which nothing could be told to the car, or it could not obey. */
export interface Obstacle extends Interval {
  readonly kind: 'away' | 'out-of-reach' | 'dead-plug' | 'not-obeyed' | 'asleep'
}

/** A time of the clock on the wall, `HH:MM`, and where that clock hangs. */
export interface LocalTime {
  readonly time: string
  readonly zone: TimeZone
}

/** All that the oracle is told of one car and its night. */
export interface Witness {
  readonly id: string
  readonly battery: Battery
  readonly refusesRestart: boolean
  /** Direct current, or the app said that it is elsewhere: not Ladeplan's to control. */
  readonly isLeftAlone: boolean
  readonly stay: Interval
  /** See {@link readyByOf}. */
  readonly readyBy: number
  /** What is to be in the battery then, %: the target, or the car's own limit if that is lower. */
  readonly goalPercent: number
  /** What its driver wants at once, whatever it costs, %; no more than the goal. */
  readonly minimumPercent: number
  readonly obstacles: readonly Obstacle[]
  /** What it does is known to its maker only so often; 0: at once. */
  readonly reportsEveryMinutes: number
  /** Whether it tells with what power it charges; where not, it has to be taken to use all that its charger gives. */
  readonly isPowerTold: boolean
  /** In order of time; it has the edges of the stay, of every obstacle, and the trips. */
  readonly moments: readonly Moment[]
  /** Whether the size of the battery was known, or the car could tell it when it came. */
  readonly isSizeKnown: boolean
  /** The size that was learnt in nights before, kWh, right or wrong; `null`: none was. */
  readonly learntKwh: number | null
  /** For how long it had been unplugged when it was plugged in last, minutes; `null`: it was only plugged in once. */
  readonly unpluggedMinutes: number | null
  /** Starts and stops that the car carried out, milliseconds. */
  readonly starts: readonly number[]
  readonly stops: readonly number[]
  /** When it stopped by itself while it drew, as when a charger trips, milliseconds, in order. */
  readonly trips: readonly number[]
}

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60
/** Drivers choose whole five minutes. */
const STEP_MINUTES = 5
const STEP_MS = STEP_MINUTES * MINUTE_MS
/** Plugged in later than so many minutes before the time, a car is not known in time for it: the next day's counts. */
const NOTICED_MINUTES = 15

/** The instant, milliseconds, by which the car is to be ready: step by step along the clock on the wall. */
export function readyByOf(stay: Interval, readyBy: LocalTime): number {
  const first = Math.ceil((stay.start.getTime() + NOTICED_MINUTES * MINUTE_MS) / STEP_MS) * STEP_MS
  for (let minute = 0; minute < 2 * DAY_MINUTES; minute += STEP_MINUTES) {
    const at = first + minute * MINUTE_MS
    if (isTime(at, readyBy)) return at
  }
  throw new RangeError(`The clock of ${readyBy.zone} does not show ${readyBy.time} in two days`)
}

/** Also an hour later where the clock skips the time, and only once where it shows it twice. */
function isTime(at: number, { time, zone }: LocalTime): boolean {
  const shown = (instant: number): string => localTime(new Date(instant), zone)
  const hourBefore = shown(at - 60 * MINUTE_MS)
  const isSkipped =
    shown(at) !== time &&
    minutesOf(shown(at)) - minutesOf(time) === 60 &&
    minutesOf(time) - minutesOf(hourBefore) === 60
  return isSkipped || (shown(at) === time && hourBefore !== time)
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** The car at an instant that it was looked at; between two looks as at the one before. */
export function momentAt({ moments }: Witness, at: number): Moment {
  const found = moments.findLast((moment) => moment.at <= at) ?? moments[0]
  if (found === undefined) throw new RangeError('Nobody has looked at this car')
  return found
}
