import type { Site } from '../sites/site.ts'
import type { CarLesson } from '../vehicles/car-lesson.ts'
import type { TestCharge } from '../vehicles/test-charge.ts'
import type { ChargingPolicy, Vehicle, VehicleState } from '../vehicles/vehicle.ts'
import type { Command, DecidedIntent, Facts, Override } from './facts.ts'
import type { Incident } from './incident.ts'
import type { MadePlan } from './make-plan.ts'

/** A plan as it lies in the store. */
export interface StoredPlan extends MadePlan {
  readonly id: string
  readonly vehicleId: string
  readonly madeAt: Date
  readonly cause: string
}

/** What the database knows of a vehicle when a pass begins. */
export interface Known {
  readonly vehicle: Vehicle
  readonly site: Pick<Site, 'maxPowerKw'>
  readonly policy: ChargingPolicy
  readonly state: VehicleState | undefined
  readonly plan: StoredPlan | undefined
  readonly intent: DecidedIntent | undefined
  readonly override: Override | undefined
  /** The test charge that runs. */
  readonly test: TestCharge | null
  /** Those of the present stay at the plug. */
  readonly tests: readonly TestCharge[]
  readonly commands: readonly Command[]
  readonly spentToday: Facts['spentToday']
  /** Every car is being given back, and none may be held. */
  readonly evacuating?: boolean
  /** The carmaker refuses what was granted, so that a command would be in vain. */
  readonly accessRefused?: boolean
  /** See {@link Facts.releaseUntil}. */
  readonly releaseUntil?: Date | null | undefined
  /** What is known to be wrong. */
  readonly incidents: readonly Incident[]
  readonly lesson: CarLesson
}
