import type { Command, CommandKind, Desired, IntentCause } from '../control/facts.ts'
import type { StoredPlan } from '../control/known.ts'
import type { ReasonCode } from '../control/reasons.ts'
import type { Course } from '../control/set-course.ts'
import type { CarLesson } from '../vehicles/car-lesson.ts'
import type { NightCar } from './night.ts'

/** What one pass decided. */
export interface Decided {
  readonly at: Date
  readonly carId: string
  readonly reason: ReasonCode
  /** `null`: not ours to control at the moment. */
  readonly intent: { readonly desired: Desired; readonly cause: IntentCause; readonly epoch: number } | null
  readonly command: { readonly kind: CommandKind; readonly attempt: number } | null
  /** Why a plan was made, if one was. */
  readonly planned: string | null
}

/** The car at an instant, as only its maker knows. */
export interface TracePoint {
  readonly at: number
  readonly energyKwh: number
  readonly fromGridKwh: number
  readonly isDrawing: boolean
  readonly isPluggedIn: boolean
  readonly isAsleep: boolean
}

/** A command on its way, and how the car stood when it was sent. */
export interface Sent {
  readonly kind: CommandKind
  readonly at: Date
  readonly car: TracePoint
}

/** What became of one car. */
export interface PlayedCar {
  readonly car: NightCar
  readonly commands: readonly Command[]
  readonly plans: readonly StoredPlan[]
  readonly sent: readonly Sent[]
  /** Instants of live reads that counted. */
  readonly reads: readonly Date[]
  /** In order of time; at every quarter-hour, and at the edges of troubles. */
  readonly trace: readonly TracePoint[]
  /** Commands that changed what the car did. */
  readonly effects: readonly { readonly kind: 'start' | 'stop'; readonly at: number }[]
  /** What it has taught by the end of the night. */
  readonly lesson: CarLesson
}

export interface Played {
  readonly decided: readonly Decided[]
  readonly cars: readonly PlayedCar[]
}

/** What a pass decided, as it is judged. */
export function decidedBy({ now, decision, newPlan }: Course, carId: string): Decided {
  const { intent, command, reason } = decision
  return {
    at: now,
    carId,
    reason: reason.code,
    intent: intent === null ? null : { desired: intent.desired, cause: intent.cause, epoch: intent.epoch },
    command: command === null ? null : { kind: command.kind, attempt: command.attempt },
    planned: newPlan?.cause ?? null,
  }
}
