import type { CarStatus, CarView } from '../car-commands.ts'
import type { CoordinatePool } from '../coordinates.ts'
import type { SimulatedCar } from '../simulated-car.ts'

const VOLTS = 230
const PHASES = 3
/** What a car needs for a mile; ranges and rates are in miles. */
const KWH_PER_MILE = 0.25

const CHARGING_STATES: Readonly<Record<CarStatus, string>> = {
  disconnected: 'Disconnected',
  connected: 'Stopped',
  starting: 'Starting',
  charging: 'Charging',
  complete: 'Complete',
}

/** `charge_state` of a vehicle report. Newer firmware adds the places where home and work were set: positions. */
export function chargeStatePayload(
  car: SimulatedCar,
  view: CarView,
  now: Date,
  pool: CoordinatePool,
): Record<string, unknown> {
  const hoursLeft = hoursToLimit(car, view)
  return {
    ...constants(car),
    ...batteryPart(view),
    ...chargerPart(car, view),
    fast_charger_present: car.directCurrent === true && view.status !== 'disconnected',
    charge_limit_soc: view.limitPercent,
    charging_state: CHARGING_STATES[view.status],
    minutes_to_full_charge: Math.round(hoursLeft * 60),
    time_to_full_charge: Math.round(hoursLeft * 100) / 100,
    timestamp: now.getTime(),
    home_location: pool.take(),
    work_location: pool.take(),
  }
}

function batteryPart(view: CarView): Record<string, unknown> {
  const miles = Math.round((view.energyKwh / KWH_PER_MILE) * 100) / 100
  return {
    battery_level: Math.round(view.socPercent),
    usable_battery_level: Math.round(view.socPercent),
    energy_remaining: Math.round(view.energyKwh * 100) / 100,
    battery_range: miles,
    ideal_battery_range: miles,
    est_battery_range: miles,
    charge_energy_added: Math.round(view.energyAddedKwh * 100) / 100,
    charge_miles_added_ideal: Math.round(view.energyAddedKwh / KWH_PER_MILE),
    charge_miles_added_rated: Math.round(view.energyAddedKwh / KWH_PER_MILE),
  }
}

function chargerPart(car: SimulatedCar, view: CarView): Record<string, unknown> {
  const plugged = view.status !== 'disconnected'
  const drawing = view.status === 'charging'
  const amps = (power: number): number => Math.round((power * 1000) / (VOLTS * PHASES))
  return {
    charge_amps: amps(car.powerKw),
    charge_current_request: amps(car.powerKw),
    charge_current_request_max: amps(car.powerKw),
    charge_enable_request: view.wish,
    charger_pilot_current: plugged ? amps(car.powerKw) : null,
    charger_actual_current: amps(view.powerKw),
    charger_power: Math.round(view.powerKw),
    // Idle plugs show a trace of voltage. Three phases are reported as 2.
    charger_voltage: drawing ? VOLTS : plugged ? 2 : 0,
    charger_phases: drawing ? 2 : null,
    charge_rate: Math.round(((view.powerKw * car.efficiency) / KWH_PER_MILE) * 10) / 10,
    charge_port_door_open: plugged,
    charge_port_latch: plugged ? 'Engaged' : 'Disengaged',
    conn_charge_cable: plugged ? 'IEC' : '<invalid>',
  }
}

/** As the car estimates it: taper left out of account. */
function hoursToLimit(car: SimulatedCar, view: CarView): number {
  if (view.powerKw <= 0) return 0
  const missing = Math.max(0, (view.limitPercent / 100) * car.capacityKwh - view.energyKwh)
  return missing / (view.powerKw * car.efficiency)
}

function constants(car: SimulatedCar): Record<string, unknown> {
  return {
    battery_heater_on: false,
    charge_limit_soc_max: 100,
    charge_limit_soc_min: 50,
    charge_limit_soc_std: 80,
    charge_port_cold_weather_mode: false,
    charge_port_color: '<invalid>',
    fast_charger_brand: '<invalid>',
    fast_charger_type: 'ACSingleWireCAN',
    lifetime_energy_used: Math.round(car.capacityKwh * 350),
    managed_charging_active: false,
    max_range_charge_counter: 0,
    not_enough_power_to_heat: null,
    off_peak_charging_enabled: false,
    preconditioning_enabled: false,
    scheduled_charging_mode: 'Off',
    scheduled_charging_pending: false,
    scheduled_charging_start_time: null,
    supercharger_session_trip_planner: false,
    trip_charging: false,
    user_charge_enable_request: null,
  }
}
