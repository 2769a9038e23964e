import { type Interval, overlap } from '../../src/base/interval.ts'
import { kw, kwh, perKwh, percent } from '../../src/base/units.ts'
import type { ChargingNeed, CostSlot, PlanningProblem } from '../../src/planning/problem.ts'

/** When the nights in pictures begin, 23:00 in Oslo. */
export const DUSK = new Date('2025-01-22T22:00:00Z')

/**
 * Charging as one sign per slot: `#` whole, `.` none, `<` the first part, `>` the last part, `~` some other part.
 * Charging outside the slots shows as `!` at the end.
 */
export function draw(blocks: readonly Interval[], slots: readonly Interval[]): string {
  const outside = blocks.some(({ start, end }) => {
    const [first, last] = [slots[0], slots.at(-1)]
    return first === undefined || last === undefined || start < first.start || end > last.end
  })
  return slots.map((slot) => sign(blocks, slot)).join('') + (outside ? '!' : '')
}

/** Slots of equal length in a row; a cost of `null` is time without a price. */
export function slotsOf(
  costs: readonly (number | null)[],
  { start = DUSK, minutes = 60 }: { readonly start?: Date; readonly minutes?: number } = {},
): CostSlot[] {
  return costs.map((cost, index) => ({
    start: minutesAfter(start, index * minutes),
    end: minutesAfter(start, (index + 1) * minutes),
    costPerKwh: cost === null ? null : perKwh(cost),
    quality: 'final',
  }))
}

/** A request in which 10 kW fill 1 % in 6 minutes without loss, so that 10 % are one hour. */
export function nightOf(
  slots: readonly CostSlot[],
  need: Partial<ChargingNeed> & { readonly hours: number },
): PlanningProblem {
  const { hours, ...given } = need
  return {
    now: slots[0]?.start ?? DUSK,
    need: {
      soc: percent(0),
      target: percent(hours * 10),
      minimum: percent(0),
      readyBy: slots.at(-1)?.end ?? DUSK,
      capacity: kwh(100),
      power: kw(10),
      efficiency: 1,
      ...given,
    },
    slots,
  }
}

export function minutesAfter(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * 60_000)
}

function sign(blocks: readonly Interval[], slot: Interval): string {
  const parts = blocks.flatMap((block) => overlap(block, slot) ?? [])
  const charged = parts.reduce((sum, { start, end }) => sum + (end.getTime() - start.getTime()), 0)
  if (charged === 0) return '.'
  if (charged === slot.end.getTime() - slot.start.getTime()) return '#'
  if (parts.length > 1) return '~'
  if (parts[0]?.start.getTime() === slot.start.getTime()) return '<'
  return parts[0]?.end.getTime() === slot.end.getTime() ? '>' : '~'
}
