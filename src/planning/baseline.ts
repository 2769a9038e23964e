import type { Interval } from '../base/interval.ts'
import type { Kw, Kwh, Money } from '../base/units.ts'
import { after, energyOver, timeFor } from './charging-time.ts'
import { costOver } from './cost-timeline.ts'
import type { CostSlot } from './problem.ts'

/** What plug-and-charge would have meant: the same energy at full power from plug-in until done. */
export interface Baseline {
  /** `null` if any of it falls where no price is known. */
  readonly cost: Money | null
  readonly finishedAt: Date
}

export interface BaselineInputs {
  readonly pluggedInAt: Date
  /** At the plug. */
  readonly energy: Kwh
  readonly power: Kw
  readonly slots: readonly CostSlot[]
}

/** The baseline a plan or a session is compared with: same energy, same slots, no waiting. */
export function plugAndCharge({ pluggedInAt, energy, power, slots }: BaselineInputs): Baseline {
  const charging: Interval = { start: pluggedInAt, end: after(pluggedInAt, timeFor(energy, power)) }
  return { cost: costOver(charging, (time) => energyOver(time, power), slots), finishedAt: charging.end }
}
