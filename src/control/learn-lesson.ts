import type { TroubleCause } from '../events/trouble-causes.ts'
import {
  withFailedRestart,
  withPeakPower,
  withRestart,
  withStartDelay,
  type CarLesson,
} from '../vehicles/car-lesson.ts'
import { withCharged } from '../vehicles/charged-stretch.ts'
import type { BatteryOf } from '../vehicles/power-shown.ts'
import type { VehicleState } from '../vehicles/vehicle.ts'
import type { Command, Facts } from './facts.ts'

/** One pass, as far as a car teaches in it. */
export interface Taught {
  /** What was known before. */
  readonly before: VehicleState | undefined
  readonly facts: Pick<Facts, 'now' | 'state' | 'commands' | 'test' | 'canWake'>
  readonly battery: BatteryOf
  /** Ids of the commands that this pass has seen to work. */
  readonly confirmed: readonly string[]
  /** Trouble of which this pass is certain, if there is any. */
  readonly failed: TroubleCause | null
}

/** What a car has taught after a pass; the same object if nothing new. Pure. */
export function learnLesson(lesson: CarLesson, taught: Taught): CarLesson {
  return ofPace(ofRestarts(ofStarts(ofPower(lesson, taught), taught), taught), taught)
}

/** How fast it charges, from one report to the next. */
function ofPace(lesson: CarLesson, { facts: { state }, battery }: Taught): CarLesson {
  const charged = withCharged(lesson.charged, state, battery)
  return charged === lesson.charged ? lesson : { ...lesson, charged }
}

/** The highest power of a stay is known when it is over; direct current says nothing of the charger at home. */
function ofPower(lesson: CarLesson, { before, facts: { state } }: Taught): CarLesson {
  if (before?.pluggedInAt == null || before.peakPowerKw <= 0 || before.charge?.fastCharging === true)
    return lesson
  const isOver = state?.pluggedInAt?.getTime() !== before.pluggedInAt.getTime()
  return isOver ? withPeakPower(lesson, before.peakPowerKw) : lesson
}

/** From the first command for a want, a wake-up too, to the report that shows it charging. */
function ofStarts(lesson: CarLesson, { facts: { commands, state }, confirmed }: Taught): CarLesson {
  const started = commands.find(({ id, kind }) => kind === 'start' && confirmed.includes(id))
  const seenAt = state?.charge?.observedAt
  if (started === undefined || seenAt === undefined) return lesson
  const first = commands.findLast(({ epoch, kind }) => epoch === started.epoch && kind !== 'stop')
  const seconds = (seenAt.getTime() - (first ?? started).sentAt.getTime()) / 1_000
  return seconds < 0 ? lesson : withStartDelay(lesson, seconds)
}

/** What a car does that we have stopped in this stay: a test charge counts too, since it stops and starts. */
function ofRestarts(lesson: CarLesson, { facts, confirmed, failed }: Taught): CarLesson {
  const { commands, state, now } = facts
  const started = commands.find(({ id, kind }) => kind === 'start' && confirmed.includes(id))
  if (started !== undefined && isAfterStop(commands, started)) return withRestart(lesson)
  const newest = commands.find(({ kind }) => kind === 'start')
  if (!isOfRestarting(failed, facts) || newest === undefined || !isAfterStop(commands, newest)) return lesson
  return state?.pluggedInAt == null
    ? lesson
    : withFailedRestart(lesson, { pluggedInAt: state.pluggedInAt, now })
}

/** A car that nobody can wake has to be kept charging as one that does nothing at a start: stopped, it sleeps. */
function isOfRestarting(failed: TroubleCause | null, { canWake }: Taught['facts']): boolean {
  return failed === 'no_effect' || failed === 'refused' || (failed === 'asleep' && !canWake)
}

function isAfterStop(commands: readonly Command[], start: Command): boolean {
  return commands.some(
    ({ kind, confirmedAt, sentAt }) => kind === 'stop' && confirmedAt !== null && sentAt < start.sentAt,
  )
}
