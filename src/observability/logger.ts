import { pino, type DestinationStream } from 'pino'

import { realClock, type Clock } from '../base/clock.ts'
import type { LogLevel } from '../config/config.ts'
import type { ErrorFacts } from './error-facts.ts'
import { EVENTS, type FieldValue, type LogEventName, type LogEvents } from './log-events.ts'
import { scrubbed } from './scrub.ts'

/** Writes one JSON object a line, with the keys of the Elastic Common Schema; own fields stand under `ladeplan.`. */
export interface Log {
  /** Logs one of the known events. There is no way to log anything else. */
  event<N extends LogEventName>(name: N, fields: LogEvents[N]): void
}

export interface LogOptions {
  readonly level: LogLevel
  /** A file to append to, or anything that takes lines; standard output if left out. */
  readonly destination?: string | DestinationStream | undefined
  readonly version: string
  /** Real time: a log tells when something happened on this machine, whatever the world's clock shows. */
  readonly clock?: Clock | undefined
}

/** Version of the Elastic Common Schema whose keys are used. */
const ECS_VERSION = '8.11.0'

/** Fields with a key of their own in the schema. */
const ECS_KEYS: ReadonlyMap<string, string> = new Map([
  ['method', 'http.request.method'],
  ['status', 'http.response.status_code'],
  ['route', 'http.route'],
])

/** A log of typed events. Lines are written before the call returns, so that a killed process loses none. */
export function createLog({ level, destination, version, clock = realClock }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: { 'ecs.version': ECS_VERSION, 'service.name': 'ladeplan', 'service.version': version },
      messageKey: 'message',
      timestamp: () => `,"@timestamp":"${clock.now().toISOString()}"`,
      formatters: { level: (label) => ({ 'log.level': label }) },
    },
    typeof destination === 'object' ? destination : fileDestination(destination),
  )
  return {
    event(name, fields) {
      const [eventLevel, message] = EVENTS[name]
      if (!logger.isLevelEnabled(eventLevel)) return
      logger[eventLevel](
        { 'event.action': name, ...ecsFields(Object.entries<FieldValue>({ ...fields })) },
        message,
      )
    },
  }
}

function fileDestination(path: string | undefined): DestinationStream {
  const destination = pino.destination({ dest: path ?? 1, sync: true, mkdir: path !== undefined })
  // A full disk or a closed pipe must not end the process: lines are lost, cars are not.
  destination.on('error', () => undefined)
  return destination
}

type EcsFields = Record<string, string | number | boolean | null | readonly string[]>

function ecsFields(fields: readonly (readonly [string, FieldValue])[]): EcsFields {
  const result: EcsFields = {}
  for (const [name, value] of fields) {
    if (value === undefined) continue
    if (value instanceof Date) result[keyOf(name)] = value.toISOString()
    else if (typeof value === 'object' && value !== null) Object.assign(result, errorFields(value))
    else result[keyOf(name)] = scrubbed(value)
  }
  return result
}

function errorFields(error: ErrorFacts): EcsFields {
  return {
    'error.type': scrubbed(error.name),
    'error.code': scrubbed(error.code),
    'ladeplan.error_route': scrubbed(error.route),
    'ladeplan.error_status': error.status,
    'ladeplan.error_frames': error.frames,
  }
}

function keyOf(field: string): string {
  return (
    ECS_KEYS.get(field) ?? `ladeplan.${field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
  )
}
