import { powerShown, type BatteryOf } from './power-shown.ts'
import type { VehicleState } from './vehicle.ts'

/** A part of one charge without a break: how long the car took from one state of charge to another, as it told both. */
export interface ChargedStretch {
  readonly fromPercent: number
  readonly toPercent: number
  readonly minutes: number
  /** Highest power of the stay at the plug until then, kW; 0: it was not told. */
  readonly powerKw: number
}

/** Stretches that are over, newest last, and where the one under way began. */
export interface ChargedStretches {
  readonly over: readonly ChargedStretch[]
  readonly begun: { readonly percent: number; readonly at: Date } | null
  /** At the plug, kW, of a car that does not tell it: see {@link powerShown}. Left out: not known. */
  readonly powerKw?: number | undefined
}

export const NO_STRETCHES: ChargedStretches = { over: [], begun: null }

/** No car at a home charger takes less from further down on. */
export const TAPER_FROM_PERCENT = 50
/** A stretch is that long at least: whole points say too little of a shorter one. */
const LEAST_POINTS = 8
/** As many as four full charges have. */
const KEPT_STRETCHES = 24
const MINUTE_MS = 60_000

/** What is known after a report; the same object if it says nothing new. A break, or a stay of its own, begins a stretch anew. */
export function withCharged(
  known: ChargedStretches,
  state: VehicleState | undefined,
  battery: BatteryOf,
): ChargedStretches {
  const now = momentOf(state)
  if (now === null) return known.begun === null ? known : { ...known, begun: null }
  const { percent, at, powerKw } = now
  const { begun } = known
  if (begun === null || percent < begun.percent || wasBroken(begun.at, state))
    return { ...known, begun: { percent, at } }
  const minutes = (at.getTime() - begun.at.getTime()) / MINUTE_MS
  const stretch = { fromPercent: begun.percent, toPercent: percent, minutes, powerKw }
  const taught = now.isPowerTold ? known : withPower(known, stretch, battery)
  if (percent - begun.percent < LEAST_POINTS) return taught
  return { ...taught, over: withStretch(known.over, stretch), begun: { percent, at } }
}

function withStretch(over: readonly ChargedStretch[], stretch: ChargedStretch): readonly ChargedStretch[] {
  const isKept = stretch.minutes > 0 && stretch.fromPercent >= TAPER_FROM_PERCENT
  return isKept ? [...over, stretch].slice(-KEPT_STRETCHES) : over
}

function withPower(known: ChargedStretches, stretch: ChargedStretch, battery: BatteryOf): ChargedStretches {
  const powerKw = powerShown(known.powerKw, stretch, battery)
  return powerKw === known.powerKw ? known : { ...known, powerKw }
}

interface Moment {
  readonly percent: number
  readonly at: Date
  readonly powerKw: number
  readonly isPowerTold: boolean
}

/** `null` of a car that does not charge, or of which it is not known how full it is. */
function momentOf(state: VehicleState | undefined): Moment | null {
  if (state?.charge == null || state.assumed !== undefined || state.pluggedInAt === null) return null
  const { status, socPercent: percent, powerKw, observedAt: at } = state.charge
  if (status !== 'charging' || powerKw === 0 || percent === null) return null
  if (powerKw !== null && percent < TAPER_FROM_PERCENT) return null
  return { percent, at, powerKw: state.peakPowerKw, isPowerTold: powerKw !== null }
}

function wasBroken(since: Date, state: VehicleState | undefined): boolean {
  const { pluggedInAt = null, changes } = state ?? {}
  const stoppedAt = changes?.stoppedAt ?? null
  return (pluggedInAt !== null && pluggedInAt > since) || (stoppedAt !== null && stoppedAt > since)
}
