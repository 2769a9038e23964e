import type { Fleet, Member } from '../simulator/fleet.ts'
import { askedOf } from './asked-of.ts'
import { chargeNowLooks } from './charge-now-rule.ts'
import { carsOf, type Night } from './night.ts'
import { readyByOf } from './oracle/witness.ts'
import type { TracePoint } from './played.ts'

const QUARTER_MS = 900_000

/**
 * Looks at the cars as only their maker can: at every quarter-hour, wherever a trouble begins or ends, when a car is to be ready,
 * and just before and after it is interrupted.
 */
export interface Watch {
  /** Takes the samples up to and including `now`; call it before anything happens at `now`. */
  sampleUntil(now: Date): void
  look(member: Member, now: Date): TracePoint
  trace(vin: string): readonly TracePoint[]
}

export function createWatch(night: Night, fleet: Fleet): Watch {
  const toCome = instantsOf(night)
  const traces = new Map(fleet.members.map(({ vin }): [string, TracePoint[]] => [vin, []]))
  const look = (member: Member, now: Date): TracePoint => {
    const view = fleet.view(member, now)
    return {
      at: now.getTime(),
      energyKwh: view.energyKwh,
      fromGridKwh: view.energyFromGridKwh,
      isDrawing: view.status === 'charging',
      isPluggedIn: view.status !== 'disconnected',
      isAsleep: view.asleep,
    }
  }
  return {
    look,
    trace: (vin) => traces.get(vin) ?? [],
    sampleUntil: (now) => {
      for (let at = toCome[0]; at !== undefined && at <= now.getTime(); at = toCome[0]) {
        toCome.shift()
        for (const member of fleet.members) traces.get(member.vin)?.push(look(member, new Date(at)))
      }
    },
  }
}

function instantsOf(night: Night): number[] {
  const instants = new Set<number>()
  const first = Math.ceil(night.start.getTime() / QUARTER_MS) * QUARTER_MS
  for (let at = first; at <= night.end.getTime(); at += QUARTER_MS) instants.add(at)
  const edges = [
    ...night.away,
    ...carsOf(night).flatMap(({ troubles, spec, tokenRefused }) => [
      ...troubles,
      ...spec.stays.map(edgesOf),
      ...(tokenRefused === undefined ? [] : [tokenRefused]),
    ]),
  ]
  for (const { start, end } of edges) for (const at of [start, end]) instants.add(at.getTime())
  for (const car of carsOf(night)) {
    for (const at of car.spec.interruptedAt ?? [])
      for (const ms of [at.getTime() - 1_000, at.getTime()]) instants.add(ms)
    const { stay, readyBy } = askedOf(night, car)
    instants.add(stay.start.getTime())
    instants.add(readyByOf(stay, { time: readyBy, zone: car.policy.timeZone }))
    for (const at of chargeNowLooks(car)) instants.add(at)
  }
  return [...instants].toSorted((a, b) => a - b)
}

function edgesOf(stay: { readonly pluggedInAt: Date; readonly unpluggedAt: Date }): {
  start: Date
  end: Date
} {
  return { start: stay.pluggedInAt, end: stay.unpluggedAt }
}
