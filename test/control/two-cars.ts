import { addMinutes } from 'date-fns'
import { kw, money } from '../../src/base/units.ts'
import type { MadePlan, PlanningFacts } from '../../src/control/make-plan.ts'
import type { Neighbour, Rank } from '../../src/control/neighbour.ts'
import { planInTurn, type Turn } from '../../src/control/take-turns.ts'
import type { CostSlot } from '../../src/planning/problem.ts'
import { NOW, policy, stateOf } from './night-facts.ts'

/** One of two cars behind a meter, with whole tenths of an hour of charging to do. */
export interface Car {
  readonly id: string
  readonly powerKw: number
  readonly minutes: number
  /** Local time of the morning. */
  readonly readyBy: string
}

export interface Home {
  readonly houseKw: number
  readonly fuseKw: number
  readonly slots: readonly CostSlot[]
}

/** What a car is planned by: 1 point of 100 is six minutes. */
export function planningFacts(car: Car, { houseKw, fuseKw, slots }: Home): PlanningFacts {
  const first = slots[0]?.start ?? NOW
  const end = slots.at(-1)?.end ?? NOW
  return {
    now: NOW,
    vehicle: {
      ...{
        id: car.id,
        connectionId: `connection of ${car.id}`,
        driverId: `driver of ${car.id}`,
        siteId: 'site-1',
      },
      ...{ toldAtHome: null, controllable: null, controllableAskedAt: null, quietUntil: null },
      ...{ capacityKwh: 10 * car.powerKw, powerKw: car.powerKw, efficiency: 1, homePlug: true },
    },
    policy: { ...policy, readyBy: car.readyBy, minimumPercent: 0 },
    state: stateOf({ socPercent: 80 - car.minutes / 6 }, { readyByFrom: NOW }),
    slots,
    site: { gridLimit: kw(fuseKw), baseLoad: [{ start: first, end, power: kw(houseKw) }] },
    runs: { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.1) },
    startsMade: 0,
    previous: null,
  }
}

export function rankOf(car: Car, kind: Rank['kind'] = 'ready-by'): Rank {
  const [hours = 0, minutes = 0] = car.readyBy.split(':').map(Number)
  const midnight = new Date('2025-01-22T23:00:00Z')
  return { kind, readyBy: addMinutes(midnight, hours * 60 + minutes), vehicleId: car.id }
}

export function neighbour(car: Car, made: MadePlan | null): Neighbour {
  const turns = made?.plan.blocks ?? []
  return {
    vehicleId: car.id,
    powerKw: car.powerKw,
    turns,
    isDrawing: false,
    keepsUntil: null,
    rank: rankOf(car),
  }
}

/** Two cars in turn: the first alone, the second beside it, and the first once more if its turns were taken. */
export function planBoth(
  home: Home,
  [a, b]: readonly [Car, Car],
): readonly [MadePlan | null, MadePlan | null] {
  const [factsA, factsB] = [planningFacts(a, home), planningFacts(b, home)]
  const alone = madeBy(planInTurn(factsA, rankOf(a), []))
  const beside = planInTurn(factsB, rankOf(b), [neighbour(a, alone)])
  const second = madeBy(beside)
  if (beside.respected.length > 0) return [alone, second]
  const again = planInTurn({ ...factsA, previous: alone }, rankOf(a), [neighbour(b, second)])
  return [madeBy(again) ?? alone, second]
}

function madeBy({ result }: Turn): MadePlan | null {
  return result?.made ?? null
}
