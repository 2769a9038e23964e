import { addHours, addMinutes, addSeconds } from 'date-fns'
import { addDays } from '../base/calendar.ts'
import { isDrawing, isPluggedIn } from '../carmakers/charge-state.ts'
import type { VehicleState } from '../vehicles/vehicle.ts'
import type { Command } from './facts.ts'
import type { Known } from './known.ts'
import { isToBeSought } from './sought-car.ts'

/** A car that told something by itself within this time is taken to go on doing so: parked, it has nothing to tell. */
const STREAM_DAYS = 7
/** Silence at the plug that is worth a question all the same. */
export const SILENCE_HOURS = 12
/** A car that draws tells every point of its state of charge, which is minutes: silent for longer, it may stand. */
const SILENT_CHARGING_MINUTES = 30
/** One that is charged for ready-by has no half hour to lose: silent for longer, it is asked at the next look; minutes. */
const SILENT_PRESSED_MINUTES = 3
/** What was told to a car shows by itself within this time, or is asked for. */
const SHOWS_SECONDS = 60

/**
 * Whether a pass should ask the car. One that streams is left alone, since each question costs as much as hundreds of
 * streamed values: it is asked when it has never told its state, when what it told is in doubt, when a command has not shown, or
 * after long silence: half an hour of one that was charging, since word of its stop may be lost, minutes if it is pressed for time, and half
 * a day of one that stands.
 */
export function isWorthReading(
  known: Pick<Known, 'state' | 'commands' | 'intent'> & Partial<Pick<Known, 'override'>>,
  now: Date,
): boolean {
  const { state, commands, intent } = known
  if (state?.charge == null || !isStreaming(state, now) || isToBeSought(known, now)) return true
  if (state.doubtedAt !== undefined) return true
  if (commands.some((command) => isUnseen(command, state, now))) return true
  const { status } = state.charge
  if (isDrawing(status)) return now >= addMinutes(lastHeard(state), mostSilentMinutes(intent))
  return isPluggedIn(status) && now >= addHours(lastHeard(state), SILENCE_HOURS)
}

function mostSilentMinutes(intent: Known['intent']): number {
  return intent?.cause === 'ready-by' ? SILENT_PRESSED_MINUTES : SILENT_CHARGING_MINUTES
}

/** Whether the car tells by itself what is new. */
export function isStreaming({ pushedAt }: VehicleState, now: Date): boolean {
  return pushedAt !== null && now < addDays(pushedAt, STREAM_DAYS)
}

/** The newest word of the car, asked or not. */
export function lastHeard({ checkedAt, pushedAt }: VehicleState): Date {
  return pushedAt !== null && pushedAt > checkedAt ? pushedAt : checkedAt
}

/**
 * Sent a while ago, and no report newer than it came. Of a wake, any word of the car will do; of a command that was refused
 * because the car sleeps, it is to be learnt that it does.
 */
function isUnseen(
  { kind, sentAt, confirmedAt, outcome, refusal }: Command,
  state: VehicleState,
  now: Date,
): boolean {
  if (confirmedAt !== null) return false
  if (outcome === 'refused') return refusal === 'vehicle_asleep' && lastHeard(state) <= sentAt
  const seenAt = kind === 'wake' ? lastHeard(state) : state.charge?.observedAt
  return now >= addSeconds(sentAt, SHOWS_SECONDS) && (seenAt === undefined || seenAt <= sentAt)
}
