import type { CarView } from '../car-commands.ts'
import type { CoordinatePool } from '../coordinates.ts'
import type { Member } from '../fleet.ts'
import { chargeStatePayload } from './charge-state.ts'

/** A car as the list and the single read show it; neither wakes it. Even here a name can give away a place. */
export function vehiclePayload(member: Member, view: CarView, pool: CoordinatePool): Record<string, unknown> {
  return {
    id: member.id,
    user_id: member.id % 1_000_000,
    vehicle_id: member.id % 10_000_000_000,
    vin: member.vin,
    color: null,
    access_type: 'OWNER',
    granular_access: { hide_private: false },
    tokens: ['0123456789abcdef', 'fedcba9876543210'],
    state: view.asleep ? 'asleep' : 'online',
    in_service: false,
    id_s: String(member.id),
    calendar_enabled: true,
    api_version: 82,
    backseat_token: null,
    backseat_token_updated_at: null,
    ble_autopair_enrolled: false,
    display_name: `${member.car.spec.driver}, cabin ${pool.takeText()}`,
  }
}

/** The full vehicle report: positions in every part that can hold one, whatever was asked for. */
export function vehicleDataPayload(
  member: Member,
  view: CarView,
  now: Date,
  pool: CoordinatePool,
): Record<string, unknown> {
  const timestamp = now.getTime()
  return {
    ...vehiclePayload(member, view, pool),
    charge_state: chargeStatePayload(member.car.spec, view, now, pool),
    climate_state: { inside_temp: 18.5, outside_temp: -3.5, is_climate_on: false, timestamp },
    drive_state: { ...position(pool, timestamp), ...route(pool), power: 0, shift_state: null, speed: null },
    location_data: position(pool, timestamp),
    charge_schedule_data: schedules('charge_schedules', pool, timestamp),
    preconditioning_schedule_data: schedules('precondition_schedules', pool, timestamp),
    gui_settings: { gui_24_hour_time: true, gui_distance_units: 'km/hr', timestamp },
    vehicle_config: { car_type: carType(member), charge_port_type: 'CCS', eu_vehicle: true, timestamp },
    vehicle_state: {
      api_version: 82,
      car_version: '2024.44.25.2 2ffe7f8a5a30',
      homelink_nearby: true,
      locked: true,
      odometer: 18_204.118,
      vehicle_name: `${member.car.spec.driver} ${pool.takeText()}`,
      last_seen: { ...pool.take(), place: pool.takeText() },
      timestamp,
    },
  }
}

function position(pool: CoordinatePool, timestamp: number): Record<string, unknown> {
  const [native, corrected, geo] = [pool.take(), pool.take(), pool.take()]
  return {
    ...pool.take(),
    native_latitude: native.latitude,
    native_longitude: native.longitude,
    native_location_supported: 1,
    native_type: 'wgs',
    corrected_latitude: corrected.latitude,
    corrected_longitude: corrected.longitude,
    geo_latitude: geo.latitude,
    geo_longitude: geo.longitude,
    geo_heading: 185.5,
    geo_elevation: 41,
    gps_as_of: Math.floor(timestamp / 1000),
    heading: 185,
    location_name: `near ${pool.takeText()}`,
    timestamp,
  }
}

function route(pool: CoordinatePool): Record<string, unknown> {
  const { latitude, longitude } = pool.take()
  return {
    active_route_destination: `Home ${pool.takeText()}`,
    active_route_latitude: latitude,
    active_route_longitude: longitude,
    active_route_coordinates: pool.take(),
    active_route_miles_to_arrival: 0.04,
    active_route_minutes_to_arrival: 0.1,
  }
}

function schedules(name: string, pool: CoordinatePool, timestamp: number): Record<string, unknown> {
  const schedule = { id: 1, name: `Home ${pool.takeText()}`, ...pool.take(), enabled: false, start_time: 120 }
  return { [name]: [schedule], timestamp }
}

function carType(member: Member): string {
  return member.car.spec.model.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
