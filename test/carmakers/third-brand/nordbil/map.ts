import type { ChargingStatus, ReportedState } from '../../../../src/carmakers/charge-state.ts'
import type { CommandOutcome, Refusal } from '../../../../src/carmakers/outcome.ts'
import type { ActionWire, VehicleWire } from './wire.ts'

const STATUSES: Readonly<Record<VehicleWire['chargeState']['powerDeliveryState'], ChargingStatus>> = {
  UNPLUGGED: 'disconnected',
  'PLUGGED_IN:INITIALIZING': 'starting',
  'PLUGGED_IN:CHARGING': 'charging',
  'PLUGGED_IN:STOPPED': 'connected',
  'PLUGGED_IN:COMPLETE': 'complete',
  'PLUGGED_IN:NO_POWER': 'no_power',
  'PLUGGED_IN:FAULT': 'fault',
  UNKNOWN: 'unknown',
}

export function chargeStateFrom({ chargeState: wire }: VehicleWire): ReportedState {
  return {
    observedAt: wire.lastUpdated === null ? null : new Date(wire.lastUpdated),
    status: STATUSES[wire.powerDeliveryState],
    socPercent: wire.batteryLevel,
    limitPercent: wire.chargeLimit,
    powerKw: wire.chargeRate,
    energyAddedKwh: null,
    capacityKwh: wire.batteryCapacity,
    fastCharging: false,
  }
}

const REFUSALS: Readonly<Record<NonNullable<ActionWire['failureReason']>['type'], Refusal>> = {
  NOT_PLUGGED_IN: 'disconnected',
  UNREACHABLE: 'vehicle_asleep',
  OTHER: 'other',
}

/** `PENDING` is a promise that only a later report bears out; `CONFIRMED` at once means that the car was so already. */
export function outcomeFrom({ state, failureReason }: ActionWire): CommandOutcome {
  if (state === 'PENDING') return { kind: 'done', alreadySo: false }
  if (state === 'CONFIRMED') return { kind: 'done', alreadySo: true }
  return { kind: 'refused', because: REFUSALS[failureReason?.type ?? 'OTHER'] }
}
