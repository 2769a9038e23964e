import { addMinutes } from 'date-fns'
import { learnLesson } from '../../src/control/learn-lesson.ts'
import type { CarLesson } from '../../src/vehicles/car-lesson.ts'
import { NOW, PLUGGED_IN, stateOf } from './night-facts.ts'

/** A battery as physics has it: power falls in a straight line from a state of charge on. Shares nothing with the service. */
export interface Pack {
  readonly capacityKwh: number
  readonly powerKw: number
  readonly efficiency: number
  readonly fromPercent: number
  readonly shareWhenFull: number
}

const STEP_MINUTES = 0.1

function shareAt({ fromPercent, shareWhenFull }: Pack, soc: number): number {
  return 1 - (Math.max(0, soc - fromPercent) / (100 - fromPercent)) * (1 - shareWhenFull)
}

function later(pack: Pack, soc: number): number {
  const kwh = (pack.powerKw * shareAt(pack, soc) * pack.efficiency * STEP_MINUTES) / 60
  return soc + (kwh / pack.capacityKwh) * 100
}

/** Minutes of charging without a break. */
export function minutesTaken(pack: Pack, from: number, to: number): number {
  let [minutes, soc] = [0, from]
  for (; soc < to; minutes += STEP_MINUTES) soc = later(pack, soc)
  return minutes
}

/** How a charge is seen: every so many minutes, in whole points. */
export interface Seen {
  readonly from: number
  readonly to: number
  readonly everyMinutes: number
}

/** What a car has taught after one more charge. */
export function afterCharge(lesson: CarLesson, pack: Pack, { from, to, everyMinutes }: Seen): CarLesson {
  let [known, soc, minutes, next] = [lesson, from, 0, 0]
  const see = (status: 'charging' | 'connected'): void => {
    const observedAt = addMinutes(NOW, minutes)
    const powerKw = status === 'charging' ? pack.powerKw * shareAt(pack, soc) : 0
    const charge = { status, socPercent: Math.round(soc), observedAt, powerKw }
    const state = stateOf(charge, { peakPowerKw: pack.powerKw, pluggedInAt: PLUGGED_IN })
    const facts = { now: observedAt, state, commands: [], test: null, canWake: true }
    known = learnLesson(known, { before: state, facts, battery: pack, confirmed: [], failed: null })
  }
  for (; soc < to; minutes += STEP_MINUTES) {
    if (minutes >= next) {
      see('charging')
      next += everyMinutes
    }
    soc = later(pack, soc)
  }
  see('connected')
  return known
}
