import type { CostSlot, PlanningProblem } from './problem.ts'

/** One thing wrong with a planning request. */
export interface ProblemFault {
  /** Path of the field, e.g. `need.efficiency` or `slots[3].start`. */
  readonly field: string
  readonly value: string
  readonly expected: string
}

/** A planning request that makes no sense. A need that is merely hard to meet is not one. */
export class PlanningProblemError extends Error {
  override name = 'PlanningProblemError'
  readonly faults: readonly ProblemFault[]

  constructor(faults: readonly ProblemFault[]) {
    const list = faults.map(({ field, value, expected }) => `${field} is ${value}, expected ${expected}`)
    super(`No plan for this request: ${list.join('; ')}. Correct the fields named.`)
    this.faults = faults
  }
}

/**
 * A full charge that would take longer than this means a wrong power or capacity: at the least current of a socket (6 A,
 * 1.4 kW) the largest batteries take a week.
 */
const MOST_HOURS = 31 * 24

/** Everything wrong with a request, in order of its fields; empty if {@link PlanningProblem} can be planned. */
export function checkProblem(problem: PlanningProblem): ProblemFault[] {
  return [...checkTimes(problem), ...checkNeed(problem), ...problem.slots.flatMap(checkSlot)]
}

function checkTimes({ now, need }: PlanningProblem): ProblemFault[] {
  return [
    ...fault(isInstant(now), () => ({ field: 'now', value: shown(now), expected: 'an instant' })),
    ...fault(isInstant(need.readyBy), () => ({
      field: 'need.readyBy',
      value: shown(need.readyBy),
      expected: 'an instant',
    })),
  ]
}

function checkNeed({ need }: PlanningProblem): ProblemFault[] {
  const { capacity, power, efficiency } = need
  const shares = (['soc', 'target', 'minimum'] as const).flatMap((name) => {
    const value = need[name]
    return fault(value >= 0 && value <= 100, () => ({
      field: `need.${name}`,
      value: String(value),
      expected: '0 to 100',
    }))
  })
  const faults = [
    ...shares,
    ...fault(isPositive(capacity), () => ({
      field: 'need.capacity',
      value: String(capacity),
      expected: 'above 0 kWh',
    })),
    ...fault(isPositive(power), () => ({
      field: 'need.power',
      value: String(power),
      expected: 'above 0 kW',
    })),
    ...fault(efficiency > 0 && efficiency <= 1, () => ({
      field: 'need.efficiency',
      value: String(efficiency),
      expected: 'above 0 and at most 1',
    })),
  ]
  if (faults.length > 0) return faults
  return fault(capacity / efficiency / power <= MOST_HOURS, () => ({
    field: 'need.power',
    value: String(power),
    expected: `enough to fill ${String(capacity)} kWh within ${String(MOST_HOURS)} hours`,
  }))
}

function checkSlot(slot: CostSlot, index: number, slots: readonly CostSlot[]): ProblemFault[] {
  const { start, end, costPerKwh } = slot
  const before = slots[index - 1]
  const field = `slots[${String(index)}]`
  return [
    ...fault(isInstant(start), () => ({
      field: `${field}.start`,
      value: shown(start),
      expected: 'an instant',
    })),
    ...fault(end > start, () => ({
      field: `${field}.end`,
      value: shown(end),
      expected: `an instant after its start, ${shown(start)}`,
    })),
    ...fault(before === undefined || !(start < before.end), () => ({
      field: `${field}.start`,
      value: shown(start),
      expected: `not before ${shown(before?.end)}, where the slot before it ends`,
    })),
    ...fault(costPerKwh === null || Number.isFinite(costPerKwh), () => ({
      field: `${field}.costPerKwh`,
      value: String(costPerKwh),
      expected: 'a finite number or null',
    })),
  ]
}

function fault(holds: boolean, describe: () => ProblemFault): ProblemFault[] {
  return holds ? [] : [describe()]
}

function isInstant(value: Date): boolean {
  return !Number.isNaN(value.getTime())
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0
}

function shown(instant: Date | undefined): string {
  return instant !== undefined && isInstant(instant) ? instant.toISOString() : 'no instant'
}
