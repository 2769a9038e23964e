import { kwh, money, perKwh, percent } from '../../src/base/units.ts'
import type { Plan, PlannedBlock } from '../../src/planning/plan-type.ts'

const at = (time: string): Date => new Date(`2024-12-13T${time}:00Z`)

/** 01:00 to 03:48 in Oslo: with at most two starts the cheapest, by 3,20 kr. */
export const FIRST_BLOCK: PlannedBlock = {
  start: at('00:00'),
  end: at('02:48'),
  energy: kwh(30.8),
  cost: money(22.33),
  reason: 'cheapest',
  binding: ['starts-limit'],
  alternative: {
    blocks: [
      { start: at('01:00'), end: at('03:30') },
      { start: at('04:15'), end: at('04:36') },
    ],
    extraCost: money(3.2),
  },
}

/** 05:15 to 05:36 in Oslo. */
export const SECOND_BLOCK: PlannedBlock = {
  start: at('04:15'),
  end: at('04:36'),
  energy: kwh(3.9),
  cost: money(2.84),
  reason: 'cheapest',
  binding: [],
  alternative: {
    blocks: [
      { start: at('00:00'), end: at('02:48') },
      { start: at('03:30'), end: at('03:51') },
    ],
    extraCost: money(0.4),
  },
}

/** A night in two blocks, of which a third start would save 85 øre. */
export function planOf(changes: Partial<Plan> = {}): Plan {
  return {
    blocks: [FIRST_BLOCK, SECOND_BLOCK],
    feasibility: 'ready',
    shortfall: kwh(0),
    expectedReadyAt: at('04:36'),
    latestStart: at('02:51'),
    socCurve: [
      { at: new Date('2024-12-12T20:15:00Z'), soc: percent(42) },
      { at: at('00:00'), soc: percent(42) },
      { at: at('02:48'), soc: percent(76) },
      { at: at('04:15'), soc: percent(76) },
      { at: at('04:36'), soc: percent(80) },
      { at: at('06:00'), soc: percent(80) },
    ],
    energy: kwh(34.7),
    cost: money(25.17),
    meanCost: perKwh(25.17 / 34.7),
    capacityCost: money(0),
    starts: 2,
    constraintCosts: [{ constraint: 'starts-limit', cost: money(0.85) }],
    provisional: false,
    solver: 'runs',
    gap: money(0),
    relaxed: [],
    inputsHash: '0'.repeat(64),
    ...changes,
  }
}
