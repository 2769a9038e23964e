import { createBusinessEvents, type BusinessEvents } from './business-events.ts'
import { createLog, type Log, type LogOptions } from './logger.ts'
import { createMetrics, type Metrics } from './metrics.ts'

export interface Observability {
  readonly log: Log
  readonly metrics: Metrics
  readonly events: BusinessEvents
}

/** Log, metrics and the business events that write to both. Each call makes metrics of its own. */
export function createObservability(options: LogOptions): Observability {
  const log = createLog(options)
  const metrics = createMetrics(options.version)
  return { log, metrics, events: createBusinessEvents(log, metrics) }
}
