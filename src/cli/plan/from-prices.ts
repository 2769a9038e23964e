import { type Interval, overlap } from '../../base/interval.ts'
import { hoursBetween, kw, kwh, money, perKwh, percent } from '../../base/units.ts'
import { plugAndCharge } from '../../planning/baseline.ts'
import type { Plan } from '../../planning/plan-type.ts'
import { planCharging } from '../../planning/plan.ts'
import type { ChargingNeed, PlanningProblem } from '../../planning/problem.ts'
import { type PriceFile, readPriceFiles } from '../../prices/price-file.ts'
import type { PriceRequest } from './options.ts'

/** A plan and what it is measured against. Sums in the currency of the prices; `null` where a price is missing. */
export interface PlanOutcome {
  readonly request: PriceRequest
  readonly prices: PriceFile
  readonly problem: PlanningProblem
  readonly plan: Plan
  readonly baselines: PlanBaselines
}

export interface PlanBaselines {
  /** Full power from now until done. */
  readonly plugAndCharge: { readonly cost: number | null; readonly finishedAt: Date }
  /** The same energy at the mean price from now until ready-by. */
  readonly meanPrice: { readonly cost: number | null; readonly perKwh: number | null }
  /** The best plan with any number of starts, of any length, at no cost. */
  readonly withoutRunLimits: { readonly cost: number | null }
}

/**
 * Plans a charge on the prices of files.
 *
 * @throws PriceFileError if the files cannot be used
 * @throws PlanningProblemError if the request makes no sense
 */
export function planFromPrices(
  request: PriceRequest,
  files: readonly { readonly name: string; readonly text: string }[],
): PlanOutcome {
  const prices = readPriceFiles(files, {
    column: request.column,
    unit: request.unit,
    // An offset left out is read only by a zone that somebody named.
    timeZone: request.isZoneGiven ? request.timeZone : undefined,
  })
  const problem = toProblem(request, prices)
  const plan = planCharging(problem)
  return { request, prices, problem, plan, baselines: baselinesOf(problem, plan) }
}

function toProblem(request: PriceRequest, { slots }: PriceFile): PlanningProblem {
  const { numbers, maxStarts, priceLimit, chargingNow } = request
  const now = request.now ?? slots[0]?.start ?? new Date(Number.NaN)
  const need: ChargingNeed = {
    soc: percent(numbers.soc),
    target: percent(numbers.target),
    minimum: percent(numbers.minimum),
    readyBy: request.readyBy(now),
    capacity: kwh(numbers.capacity),
    power: kw(numbers.power),
    efficiency: numbers.efficiency,
  }
  return {
    now,
    need,
    // The planner reckons in one currency, whatever its name.
    slots: slots.map(({ start, end, perKwh: price, quality }) => ({
      start,
      end,
      costPerKwh: price,
      quality,
    })),
    runs: { maxStarts, minimumRunMinutes: numbers['min-run'], startCost: money(numbers['start-cost']) },
    chargingNow,
    ...(priceLimit === undefined ? {} : { priceLimit: perKwh(priceLimit) }),
  }
}

function baselinesOf(problem: PlanningProblem, plan: Plan): PlanBaselines {
  const { now, need, slots } = problem
  const { energy } = plan
  const perKwh = meanPrice({ start: now, end: need.readyBy }, problem)
  const free = { ...problem, runs: { maxStarts: null, minimumRunMinutes: 0, startCost: money(0) } }
  return {
    plugAndCharge: plugAndCharge({ pluggedInAt: now, energy, power: need.power, slots }),
    meanPrice: { perKwh, cost: perKwh === null ? null : perKwh * energy },
    withoutRunLimits: { cost: planCharging(free).cost },
  }
}

/** Weighted by length; `null` if no price is known in all of `window`. */
function meanPrice(window: Interval, { slots }: PlanningProblem): number | null {
  let [hours, sum] = [0, 0]
  for (const slot of slots) {
    const part = overlap(slot, window)
    if (part === undefined || slot.costPerKwh === null) continue
    const length = hoursBetween(part.start, part.end)
    hours += length
    sum += length * slot.costPerKwh
  }
  return hours === 0 ? null : sum / hours
}
