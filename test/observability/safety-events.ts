import type { BusinessEvents } from '../../src/observability/business-events.ts'

/** Every event of what keeps cars from being looked after, or takes them out of our hands, once. */
export function recordSafety(events: BusinessEvents, vehicleId: string): void {
  events.driverTookOver({ vehicleId, kind: 'by-hand' })
  events.carmakerAvailability({ carmaker: 'smartcar', region: null, available: true })
  events.carmakerAvailability({ carmaker: 'tesla', region: 'eu', available: false })
  events.workersHeard({ silentSeconds: 200 })
  events.workersSilent({ seconds: 200 })
  events.workersBack({ seconds: 230 })
  events.driverKeysDamaged({ keys: 1, kekId: 'second' })
  events.clockCompared({ secondsAhead: 3, agrees: false })
}

export const SAFETY_SAMPLES: readonly string[] = [
  'ladeplan_driver_take_overs_total{kind="by-hand"} 1',
  'ladeplan_carmaker_available{carmaker="smartcar",region=""} 1',
  'ladeplan_carmaker_available{carmaker="tesla",region="eu"} 0',
  'ladeplan_worker_silence_seconds 200',
  'ladeplan_clock_ahead_seconds 3',
]
