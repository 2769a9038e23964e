import type { Solver } from './plan-type.ts'

/**
 * One planning request in numbers: what the optimiser solves. All energies are at the grid side (battery energy divided by
 * the efficiency), in kWh; powers in kW; prices per kWh in whatever unit the request has; instants in milliseconds since 1970.
 *
 *     minimise   Σ price·g + surcharge·Σ max(0, g − tierRoom) + Σ startCost·start + C(peaks)
 *     subject to least·u ≤ g ≤ most·u,  need.least ≤ Σ g ≤ need.most,  the rules of runs, bounds and peaks
 *
 * with g the energy in a slot and u ∈ {0, 1} whether the car charges in it. Slots are in order of time and do not overlap.
 */
export interface Statement {
  readonly count: number
  readonly start: Float64Array
  /** Length of each slot. */
  readonly hours: Float64Array
  readonly price: Float64Array
  /** Energy at full available power; 0 where charging is not possible. */
  readonly most: Float64Array
  /** Least energy of a slot in which the car charges throughout. */
  readonly least: Float64Array
  /** 1 where the car must charge throughout. */
  readonly forced: Uint8Array
  readonly tier: Tier | null
  /** Surcharge that the base load pays anyway: part of the cost, but nothing to decide. */
  readonly standing: number
  /** `any`: charging may begin and end inside a slot. */
  readonly granularity: 'slot' | 'any'
  /** Whether the power may be anything up to the most; else a part of the energy is a part of the time. */
  readonly throttles: boolean
  /** Charging goes on from before the first slot: going on is no start. */
  readonly initiallyOn: boolean
  readonly need: { readonly least: number; readonly most: number }
  /** With too little room, the need becomes what can be charged. */
  readonly bestEffort: boolean
  /** `null`: power may change freely from slot to slot, and nothing depends on when charging begins or ends. */
  readonly runs: RunRules | null
  /** In order of `after`. A bound inside a slot stands on the safe side of it. */
  readonly bounds: readonly CumulativeBound[]
  /** The same, those inside a slot on the other side of it; null if there are none. */
  readonly looseBounds: readonly CumulativeBound[] | null
  readonly peaks: PeakRules | null
  /** Falling power; `null`: the same whatever the state of charge. */
  readonly taper: Taper | null
}

/** A surcharge per kWh on what the site takes above a threshold. */
export interface Tier {
  readonly surcharge: number
  /** Energy of each slot that stays below the threshold, beside the base load; not negative. */
  readonly room: Float64Array
}

/** A run is charging without a break. */
export interface RunRules {
  /** For a run that begins in the slot. */
  readonly startCost: Float64Array
  /** Infinity: as many as one likes. */
  readonly maxStarts: number
  /** All charging is one run, one that goes on from before included. */
  readonly oneRun: boolean
  /** Hours that every run lasts; 0: none. One that goes on from before is exempt. */
  readonly minimum: number
}

/** Bounds on the energy charged by the end of slot `after`. */
export interface CumulativeBound {
  readonly after: number
  readonly least: number
  readonly most: number
}

/** The monthly charge on the highest clock-hour means that a site takes. */
export interface PeakRules {
  /** Hour of each slot: an index into the columns of hours. */
  readonly hourOf: Int32Array
  /** Length of each clock hour as far as the series covers it; the mean is over that. */
  readonly hourLength: Float64Array
  /** Energy of the base load in each hour. */
  readonly hourBase: Float64Array
  /** Day of each hour: an index into `days`. All hours are one day where only the highest hour of the month counts. */
  readonly dayOf: Int32Array
  readonly days: readonly PeakDay[]
  readonly months: readonly PeakMonth[]
  /** kWh of each hour kept free: charging in parts of slots is rounded up to a millisecond. */
  readonly margin: number
  /** In order of `upTo`; beyond the last nothing is allowed. */
  readonly steps: readonly CapacityStep[]
}

export interface PeakDay {
  /** Index into `months`. */
  readonly month: number
  /** The day's peak without any charging: measured, or of the base load. */
  readonly peak: number
}

export interface PeakMonth {
  /** Daily peaks of the month on days other than those planned, highest first. */
  readonly others: readonly number[]
  /** What the month costs without the car: by the peaks measured so far, or with those of the base load ahead as well. */
  readonly costSoFar: number
  /** How many of the highest days the mean is over: 3 in Norway, 1 where the highest hour counts. */
  readonly highest: number
}

export interface CapacityStep {
  readonly upTo: number
  readonly cost: number
}

/** Power falls with the energy charged: `power[i]` applies from `from[i]` (kWh, grid side) on. Begins at 0. */
export interface Taper {
  readonly from: readonly number[]
  readonly power: readonly number[]
}

/** The best there is for one statement. */
export interface Solution {
  readonly status: 'ok' | 'shortfall' | 'infeasible'
  /** kWh of each slot. */
  readonly energy: Float64Array
  /** How the car charges in each slot; see {@link Presence}. */
  readonly presence: Uint8Array
  /** Hours of charging in each slot, where power falls and energy does not tell; else null. */
  readonly hours: Float64Array | null
  /** Slots in which a run begins. */
  readonly starts: readonly number[]
  /** At true prices; the charge on peaks as an increase. */
  readonly cost: number
  /** What is missing of `need.least`. */
  readonly shortfall: number
  /** At most so far above the optimum; 0: it is the optimum. */
  readonly gap: number
  readonly solver: Solver
}

/** How charging lies in a slot of which it takes a part. */
export const Presence = {
  off: 0,
  /** Throughout, at a power that may be below the most. */
  whole: 1,
  /** From the beginning of the slot, then no more. */
  early: 2,
  /** Up to the end of the slot. */
  late: 3,
} as const
