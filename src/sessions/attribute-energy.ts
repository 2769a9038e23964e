import { addHoursExact, hoursBetween, kwh, type Kwh } from '../base/units.ts'
import { overlap, type Interval } from '../base/interval.ts'
import type { TelemetryPoint } from '../vehicles/telemetry-store.ts'
import type { Stay } from './stays.ts'

/** Energy at the plug over a stretch of time, drawn evenly. */
export interface Drawn extends Interval {
  readonly energy: Kwh
}

export interface CarFacts {
  readonly powerKw: number
  readonly efficiency: number
}

/**
 * When how much was drawn, from what the car reports of the energy in its battery. Two reports say how much came in
 * between them but not when: it is laid where the car was charging, at its power, beside the report that shows it.
 * Calculated, not metered.
 */
export function drawnDuring(stay: Stay, car: CarFacts): readonly Drawn[] {
  const [first] = stay.points
  if (first === undefined) return []
  const arrival: TelemetryPoint = {
    ...first,
    observedAt: stay.before?.observedAt ?? first.observedAt,
    status: 'connected',
    energyAddedKwh: 0,
  }
  // A report without a counter says nothing of energy; counting it as zero would count what came before twice.
  const points = [arrival, ...stay.points.filter(({ energyAddedKwh }) => energyAddedKwh !== null)]
  return points.flatMap((point, index) => {
    const next = points[index + 1]
    return next === undefined ? [] : drawnBetween(point, next, car)
  })
}

/** Splits what was drawn at the borders of slots; what lies outside all of them is dropped. */
export function perSlot<S extends Interval>(
  drawn: readonly Drawn[],
  slots: readonly S[],
): { slot: S; energy: Kwh }[] {
  return slots.flatMap((slot) => {
    const energy = drawn.reduce((sum, part) => sum + shareIn(part, slot), 0)
    return energy > 0 ? [{ slot, energy: kwh(energy) }] : []
  })
}

function shareIn(part: Drawn, slot: Interval): number {
  const common = overlap(part, slot)
  if (common === undefined) return 0
  return (part.energy * hoursBetween(common.start, common.end)) / hoursBetween(part.start, part.end)
}

function drawnBetween(a: TelemetryPoint, b: TelemetryPoint, car: CarFacts): Drawn[] {
  const energy = addedBetween(a, b) / car.efficiency
  const available = hoursBetween(a.observedAt, b.observedAt)
  if (energy <= 0 || available <= 0) return []
  const observed = Math.max(b.powerKw ?? 0, a.powerKw ?? 0)
  const hours = Math.min(energy / (observed > 0 ? observed : car.powerKw), available)
  return [{ ...chargingWithin(a, b, hours), energy: kwh(energy) }]
}

/** Beside the report that shows the car charging; from the first one on if neither does. */
function chargingWithin(a: TelemetryPoint, b: TelemetryPoint, hours: number): Interval {
  const [before, after] = [a.status === 'charging', b.status === 'charging']
  if (before && after) return { start: a.observedAt, end: b.observedAt }
  if (after) return { start: addHoursExact(b.observedAt, -hours), end: b.observedAt }
  return { start: a.observedAt, end: addHoursExact(a.observedAt, hours) }
}

/** The counter starts anew with each stay; a smaller value means that it did. */
function addedBetween(a: TelemetryPoint, b: TelemetryPoint): number {
  if (b.energyAddedKwh === null) return 0
  const before = a.energyAddedKwh ?? 0
  return b.energyAddedKwh >= before ? b.energyAddedKwh - before : b.energyAddedKwh
}
