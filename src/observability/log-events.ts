import type { LogLevel } from '../config/config.ts'
import type { ErrorFacts } from './error-facts.ts'

type EventLevel = Exclude<LogLevel, 'silent'>

/** What a field may hold. No objects: what is not named here cannot be logged. */
export type FieldValue = string | number | boolean | null | undefined | Date | ErrorFacts

interface Command {
  readonly vehicleId: string
  readonly commandId: string
  readonly carmaker: string
  readonly kind: string
}

/** One delivery day of one source. */
interface PriceDay {
  readonly source: string
  readonly zone: string
  readonly day: string
}

/** Two sources' prices of one day. */
interface ComparedDays extends PriceDay {
  readonly otherSource: string
  /** `same-origin`: both take them from one place, so that agreeing proves little. */
  readonly independence: 'independent' | 'same-origin' | 'unknown'
  /** Slots both have. */
  readonly compared: number
}

interface Connection {
  readonly connectionId: string
  readonly carmaker: string
}

/**
 * Every event that may be logged, with all its fields. Ids are ours; a VIN, name, e-mail, address, token or position
 * is never a field.
 */
export interface LogEvents {
  'service-started': { readonly mode: string; readonly role: string; readonly database: string }
  'service-stopped': { readonly reason: string }
  'consent-granted': Connection & { readonly language: string; readonly noticeVersion: string }
  'consent-withdrawn': Connection
  'consent-expired': Connection
  'permissions-changed': Connection & { readonly missing: number }
  'connection-health-changed': Connection & {
    readonly state: string
    readonly reason: string
    readonly readyByAtRisk: Date | null
  }
  /** Of drivers, and the id of the key that wraps them. */
  'driver-keys-damaged': { readonly keys: number; readonly kekId: string }
  'vehicles-connected': Connection & { readonly vehicles: number }
  'plan-computed': {
    readonly vehicleId: string
    readonly trigger: string
    readonly feasibility: string
    readonly solver: string
  }
  'command-sent': Command & { readonly epoch: number; readonly attempt: number }
  'command-settled': Command & { readonly outcome: string; readonly because?: string | undefined }
  'command-confirmed': Command & { readonly secondsAfterSend: number }
  /** Charging was started or stopped by hand; until the car is unplugged or handed back, ready-by is off. */
  'driver-took-over': { readonly vehicleId: string; readonly kind: 'by-hand' | 'stopped-by-hand' }
  'prices-imported': PriceDay & {
    readonly slots: number
    /** Slots without a price: the day is partial. */
    readonly missing: number
    readonly quality: string
    readonly revision: number
    readonly horizonHours: number
  }
  'prices-unchanged': PriceDay
  'prices-not-published': PriceDay & { readonly askAgainAt: Date }
  'prices-refused': PriceDay & {
    readonly code: string
    /** What was found, where, and what was expected. */
    readonly fault: string
    readonly askAgainAt: Date
  }
  'price-fetch-failed': PriceDay & {
    readonly error: ErrorFacts
    readonly fault: string
    readonly askAgainAt: Date
  }
  'prices-corrected': PriceDay & {
    readonly revision: number
    /** Slots both revisions have, and those of them that changed. */
    readonly compared: number
    readonly changed: number
    readonly largestEurPerMwh: number
    readonly largestAt: Date | null
  }
  'prices-agree': ComparedDays
  'prices-differ': ComparedDays & {
    /** Slots that are further apart than allowed. */
    readonly differing: number
    readonly medianEurPerMwh: number
    readonly largestEurPerMwh: number
    readonly largestAt: Date | null
    /** A guess at the cause. */
    readonly likely: string
  }
  'exchange-rate-failed': { readonly source: string; readonly currency: string; readonly error: ErrorFacts }
  'tariff-table-ends': { readonly table: string; readonly lastDay: string; readonly advice: string }
  'vehicle-read': {
    readonly vehicleId: string
    readonly carmaker: string
    readonly outcome: string
  }
  'carmaker-answered': {
    readonly carmaker: string
    readonly route: string
    readonly outcome: string
    readonly status?: number | undefined
  }
  'carmaker-away': { readonly carmaker: string; readonly region: string | null }
  'carmaker-back': { readonly carmaker: string; readonly region: string | null }
  'workers-silent': { readonly seconds: number }
  'workers-back': { readonly seconds: number }
  'webhook-received': { readonly carmaker: string; readonly outcome: string }
  'pass-done': { readonly vehicleId: string; readonly reason: string; readonly durationMs: number }
  'pass-failed': { readonly vehicleId: string; readonly error: ErrorFacts }
  'clock-disagrees': { readonly secondsAhead: number }
  'http-answered': {
    readonly method: string
    readonly route: string
    readonly status: number
    readonly durationMs: number
  }
  'something-failed': { readonly where: string; readonly error: ErrorFacts }
}
export type LogEventName = keyof LogEvents

/** How loud each event is, and the sentence that goes with it; the sentence never varies. */
export const EVENTS: Readonly<Record<LogEventName, readonly [level: EventLevel, message: string]>> = {
  'service-started': ['info', 'Service started'],
  'service-stopped': ['info', 'Service stopped'],
  'consent-granted': ['info', 'Driver gave consent'],
  'consent-withdrawn': ['info', 'Driver withdrew consent'],
  'consent-expired': ['info', 'Consent ended, since the driver did not renew it'],
  'permissions-changed': ['info', 'What the driver permits has changed at the carmaker'],
  'connection-health-changed': ['info', 'Health of a connection changed'],
  'driver-keys-damaged': [
    'error',
    'Driver keys do not open and stay under the key they are wrapped under, which is still needed: their bytes are damaged. Their connections are told of as access-unreadable, and mended by consenting anew',
  ],
  'vehicles-connected': ['info', 'Vehicles connected'],
  'plan-computed': ['debug', 'Plan computed'],
  'command-sent': ['info', 'Command sent'],
  'command-settled': ['info', 'Command answered'],
  'command-confirmed': ['info', 'Command confirmed by an observation'],
  'driver-took-over': ['info', 'Charging was started or stopped by hand; ready-by is off until unplug'],
  'prices-imported': ['info', 'Prices imported'],
  'prices-unchanged': ['debug', 'Prices fetched again, unchanged'],
  'prices-not-published': ['debug', 'Prices not published yet'],
  'prices-refused': ['warn', 'A document of prices was refused; nothing of it was imported'],
  'price-fetch-failed': ['warn', 'Prices could not be fetched'],
  'prices-corrected': ['warn', 'A source has changed a complete day of prices; what it said before is kept'],
  'prices-agree': ['debug', 'Two sources give the same prices'],
  'prices-differ': ['warn', 'Two sources give different prices; both are kept'],
  'exchange-rate-failed': ['warn', 'Rate of exchange could not be fetched; the last known one serves'],
  'tariff-table-ends': ['warn', 'A table of taxes or grid tariffs ends soon, or has ended'],
  'vehicle-read': ['trace', 'Vehicle read'],
  'carmaker-answered': ['trace', 'Carmaker answered'],
  'carmaker-away': [
    'error',
    'A carmaker, or one region of it, does not answer; its cars wait, and nothing is sent but probes',
  ],
  'carmaker-back': [
    'warn',
    'A carmaker, or a region of it, answers again; the cars that waited are looked after in order',
  ],
  'workers-silent': ['fatal', 'No process looks after vehicles: start a worker, or evacuate'],
  'workers-back': ['warn', 'Vehicles are looked after again'],
  'webhook-received': ['debug', 'Carmaker sent a message'],
  'pass-done': ['trace', 'Pass done'],
  'pass-failed': ['error', 'Pass failed; the vehicle is due again'],
  'clock-disagrees': [
    'error',
    'The clock of this process differs from the database’s; it looks after no car until they agree',
  ],
  'http-answered': ['debug', 'Request answered'],
  'something-failed': ['error', 'Something failed that should not'],
}
