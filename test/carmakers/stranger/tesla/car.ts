/** One car as this carmaker knows it; a test changes it as a driver would. */
export interface TeslaCar {
  readonly id: number
  readonly vin: string
  reach: 'online' | 'asleep' | 'offline'
  /** When a car that is being woken is online, ms; null while nobody wakes it. */
  awakeAt: number | null
  paired: boolean
  pluggedIn: boolean
  /** Since when current flows, ms; null while it does not. */
  chargingSince: number | null
  batteryLevel: number
  limit: number
  /** Replaces what the car says of its charging, for values nobody has documented. */
  says: string | null | undefined
}

const wakesWithinMs = 20_000
const startsWithinMs = 8_000
const percentPerHour = 14

export function parkedTesla(id: number, vin: string): TeslaCar {
  return {
    id,
    vin,
    reach: 'online',
    awakeAt: null,
    paired: true,
    pluggedIn: true,
    chargingSince: null,
    batteryLevel: 41,
    limit: 80,
    says: undefined,
  }
}

/** Whether the car is online at `now`; a car that was woken is, some seconds later. */
export function reachOf(car: TeslaCar, now: number): TeslaCar['reach'] {
  if (car.awakeAt !== null && now >= car.awakeAt) Object.assign(car, { reach: 'online', awakeAt: null })
  return car.reach
}

export function wake(car: TeslaCar, now: number): void {
  if (car.reach === 'asleep') car.awakeAt ??= now + wakesWithinMs
}

/** Reason of a refusal, or null when the car obeys. */
export function command(car: TeslaCar, name: 'charge_start' | 'charge_stop', now: number): string | null {
  settle(car, now)
  if (name === 'charge_stop') {
    if (car.chargingSince === null) return 'not_charging'
    car.chargingSince = null
    return null
  }
  if (!car.pluggedIn) return 'disconnected'
  if (car.batteryLevel >= car.limit) return 'complete'
  if (car.chargingSince !== null) return 'is_charging'
  car.chargingSince = now
  return null
}

/** What `charge_state` says, with everything a newer firmware might add and all that may be null being null. */
export function chargeState(car: TeslaCar, now: number): object {
  settle(car, now)
  const state = car.says === undefined ? stateOf(car, now) : car.says
  return {
    battery_level: Math.floor(car.batteryLevel),
    usable_battery_level: Math.floor(car.batteryLevel) - 1,
    charge_limit_soc: car.limit,
    charge_limit_soc_min: 50,
    charge_limit_soc_max: 100,
    charge_limit_soc_std: 80,
    charging_state: state,
    charger_phases: state === 'Charging' ? 2 : null,
    charger_power: state === 'Charging' ? 11 : 0,
    charger_actual_current: state === 'Charging' ? 16 : 0,
    charger_voltage: state === 'Charging' ? 230 : 2,
    charge_current_request_max: 16,
    conn_charge_cable: car.pluggedIn ? 'IEC' : '<invalid>',
    fast_charger_present: false,
    fast_charger_type: '<invalid>',
    scheduled_charging_mode: 'Off',
    scheduled_charging_start_time: null,
    minutes_to_full_charge: state === 'Charging' ? 155 : 0,
    timestamp: now,
    home_location: { latitude: 60.0002, longitude: 10.0002 },
    work_location: null,
    zz_of_tomorrow: [{ deep: { deeper: null } }],
  }
}

function settle(car: TeslaCar, now: number): void {
  if (car.chargingSince === null) return
  const drawnMs = Math.max(0, now - car.chargingSince - startsWithinMs)
  car.batteryLevel = Math.min(car.limit, car.batteryLevel + (drawnMs / 3_600_000) * percentPerHour)
  if (drawnMs > 0) car.chargingSince = now - startsWithinMs
  if (car.batteryLevel >= car.limit) car.chargingSince = null
}

function stateOf(car: TeslaCar, now: number): string {
  if (!car.pluggedIn) return 'Disconnected'
  if (car.chargingSince !== null) return now - car.chargingSince < startsWithinMs ? 'Starting' : 'Charging'
  return car.batteryLevel >= car.limit ? 'Complete' : 'Stopped'
}
