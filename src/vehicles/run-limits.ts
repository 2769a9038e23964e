import type { RunLimits } from '../planning/problem.ts'
import type { ChargingPolicy } from './vehicle.ts'

/** The limits a vehicle is planned with: its own if set, otherwise its brand's. A start costs what the brand says. */
export function runLimitsOf(policy: ChargingPolicy, brand: RunLimits): RunLimits {
  return {
    maxStarts: policy.maxStarts ?? brand.maxStarts,
    minimumRunMinutes: policy.minimumRunMinutes ?? brand.minimumRunMinutes,
    startCost: brand.startCost,
  }
}
