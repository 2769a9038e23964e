import type { ChargingStatus, ReportedState } from '../charge-state.ts'
import type { WireChargeState } from './wire.ts'

/** A battery below this says too little about its size: the error of a whole percent grows past a tenth. */
const LEAST_PERCENT_FOR_CAPACITY = 10

/** Tesla's `charge_state` in the words all carmakers share. */
export function chargeStateFrom(wire: WireChargeState): ReportedState {
  const status = STATUS_OF[wire.charging_state]
  return {
    observedAt: wire.timestamp === null ? null : new Date(wire.timestamp),
    status,
    socPercent: wire.battery_level ?? wire.usable_battery_level,
    limitPercent: wire.charge_limit_soc,
    powerKw: powerKw(wire, status),
    energyAddedKwh: wire.charge_energy_added,
    capacityKwh: capacityKwh(wire),
    fastCharging: wire.fast_charger_present,
  }
}

/** Tesla's words for what a car is doing. */
export const STATUS_OF = {
  Disconnected: 'disconnected',
  Stopped: 'connected',
  Starting: 'starting',
  Charging: 'charging',
  Complete: 'complete',
  NoPower: 'no_power',
  Unknown: 'unknown',
} as const satisfies Record<WireChargeState['charging_state'], ChargingStatus>

/** Volts times amps of every phase; the car's own figure is whole kilowatts, used where the phases are not told. */
function powerKw(wire: WireChargeState, status: ChargingStatus): number | null {
  if (status === 'unknown') return null
  if (status !== 'charging') return 0
  const { charger_voltage: volts, charger_actual_current: amps, charger_phases: phases } = wire
  if (wire.fast_charger_present || volts === null || amps === null || phases === null)
    return wire.charger_power
  return round((volts * amps * (phases === 1 ? 1 : 3)) / 1_000, 2)
}

function capacityKwh(wire: WireChargeState): number | null {
  const { energy_remaining: energy, usable_battery_level: level } = wire
  if (energy === null || energy === 0 || level === null || level < LEAST_PERCENT_FOR_CAPACITY) return null
  return round(energy / (level / 100), 1)
}

function round(value: number, decimals: number): number {
  const factor = 10 ** decimals
  return Math.round(value * factor) / factor
}
