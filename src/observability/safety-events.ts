import type { LogEvents } from './log-events.ts'
import { label } from './metrics.ts'
import type { Tools } from './recorder.ts'

/** What keeps cars from being looked after. */
export interface SafetyEvents {
  /** A carmaker, or one region of it, stopped answering, or answers again. */
  carmakerAvailability(facts: LogEvents['carmaker-away'] & { readonly available: boolean }): void
  /** While keys are wrapped anew; told again when their number changes. */
  driverKeysDamaged(facts: LogEvents['driver-keys-damaged']): void
  /** How long no worker was heard; a gauge only. */
  workersHeard(facts: { readonly silentSeconds: number }): void
  /** No worker was heard for so long that cars are at risk; told once. */
  workersSilent(facts: LogEvents['workers-silent']): void
  workersBack(facts: LogEvents['workers-back']): void
}

export function safetyEvents({ log, metrics, record }: Tools): SafetyEvents {
  return {
    carmakerAvailability: record(({ carmaker, region, available }) => {
      const labels = { carmaker: label(carmaker), region: region === null ? '' : label(region) }
      metrics.carmakerAvailable.set(labels, available ? 1 : 0)
      log.event(available ? 'carmaker-back' : 'carmaker-away', { carmaker, region })
    }),
    driverKeysDamaged: record((facts) => {
      log.event('driver-keys-damaged', facts)
    }),
    workersHeard: record(({ silentSeconds }) => {
      metrics.workerSilence.set(silentSeconds)
    }),
    workersSilent: record((facts) => {
      log.event('workers-silent', facts)
    }),
    workersBack: record((facts) => {
      log.event('workers-back', facts)
    }),
  }
}
