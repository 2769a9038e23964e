import { NO_STRETCHES, type ChargedStretches } from './charged-stretch.ts'

/** What a car taught in its last charges. Lists have the newest last, and {@link KEPT} members at most. */
export interface CarLesson {
  /** From the first command, a wake-up too, until charging was seen; seconds. */
  readonly startDelaysSeconds: readonly number[]
  /** Highest power of each stay at the plug, kW. */
  readonly peakPowersKw: readonly number[]
  /** When those stays began in which a start after our stop failed, since one last worked. */
  readonly failedRestarts: readonly Date[]
  /** It does not start again after our stops: it is charged in one block. `null`: it does, as far as is known. */
  readonly doesNotRestartSince: Date | null
  /** How fast it charged, by state of charge. */
  readonly charged: ChargedStretches
}

/** Of a car that is new. */
export const NOTHING_LEARNT: CarLesson = {
  startDelaysSeconds: [],
  peakPowersKw: [],
  failedRestarts: [],
  doesNotRestartSince: null,
  charged: NO_STRETCHES,
}

/** As many charges as a fortnight has; older ones tell of another season or another charger. */
export const KEPT = 14
/** Longer than this a car was not starting: it was away, broken or given up. */
const LONGEST_DELAY_SECONDS = 1_800
/** Nights with a failed restart after which it is taken for the car's way, and not for an accident. */
export const FAILED_NIGHTS = 2

export function withStartDelay(lesson: CarLesson, seconds: number): CarLesson {
  if (seconds > LONGEST_DELAY_SECONDS) return lesson
  return { ...lesson, startDelaysSeconds: [...lesson.startDelaysSeconds, seconds].slice(-KEPT) }
}

export function withPeakPower(lesson: CarLesson, peakKw: number): CarLesson {
  return { ...lesson, peakPowersKw: [...lesson.peakPowersKw, peakKw].slice(-KEPT) }
}

/** Counts a stay once, however often a start fails in it. */
export function withFailedRestart(lesson: CarLesson, stay: { pluggedInAt: Date; now: Date }): CarLesson {
  const known = lesson.failedRestarts.some((at) => at.getTime() === stay.pluggedInAt.getTime())
  const failedRestarts = known
    ? lesson.failedRestarts
    : [...lesson.failedRestarts, stay.pluggedInAt].slice(-KEPT)
  const isItsWay = failedRestarts.length >= FAILED_NIGHTS
  return {
    ...lesson,
    failedRestarts,
    doesNotRestartSince: lesson.doesNotRestartSince ?? (isItsWay ? stay.now : null),
  }
}

/** It started after our stop, or its driver says that it does. */
export function withRestart(lesson: CarLesson): CarLesson {
  const isNew = lesson.failedRestarts.length > 0 || lesson.doesNotRestartSince !== null
  return isNew ? { ...lesson, failedRestarts: [], doesNotRestartSince: null } : lesson
}

/** The middle of what is known; `undefined` of nothing. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
