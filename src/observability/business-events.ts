import { errorFacts } from './error-facts.ts'
import type { LogEvents } from './log-events.ts'
import type { Log } from './logger.ts'
import { label, type Metrics } from './metrics.ts'
import { priceEvents, type PriceEvents } from './price-events.ts'
import { safetyEvents, type SafetyEvents } from './safety-events.ts'
import { recorder, type Tools, type WithThrown } from './recorder.ts'

/** What happens in the service, one function each: metric and log together. None of them ever throws. */
export interface BusinessEvents extends PriceEvents, SafetyEvents {
  serviceStarted(facts: LogEvents['service-started']): void
  serviceStopped(facts: LogEvents['service-stopped']): void
  consentGranted(facts: LogEvents['consent-granted']): void
  consentWithdrawn(facts: LogEvents['consent-withdrawn']): void
  consentExpired(facts: LogEvents['consent-expired']): void
  /** What a driver permits has changed at the carmaker, after they consented here. */
  permissionsChanged(facts: LogEvents['permissions-changed']): void
  connected(facts: LogEvents['vehicles-connected']): void
  connectionHealthChanged(facts: LogEvents['connection-health-changed']): void
  /** All live connections, by state of health. Counted, not logged. */
  connectionsCounted(counts: readonly { readonly state: string; readonly connections: number }[]): void
  plansComputed(planned: readonly LogEvents['plan-computed'][]): void
  commandSent(facts: LogEvents['command-sent']): void
  /** The carmaker's answer; counted here, not when sent, so that the outcome is known. */
  commandSettled(facts: LogEvents['command-settled']): void
  commandConfirmed(facts: LogEvents['command-confirmed']): void
  driverTookOver(facts: LogEvents['driver-took-over']): void
  vehicleRead(facts: LogEvents['vehicle-read']): void
  /** Position fields that came although nobody asked. Only their number is known, and only counted. */
  positionsDropped(facts: { readonly carmaker: string; readonly fields: number }): void
  carmakerAnswered(facts: LogEvents['carmaker-answered']): void
  webhookReceived(facts: LogEvents['webhook-received']): void
  passDone(facts: LogEvents['pass-done']): void
  passFailed(facts: WithThrown<LogEvents['pass-failed']>): void
  /** How far this process's clock is ahead of the database's. */
  clockCompared(facts: { readonly secondsAhead: number; readonly agrees: boolean }): void
  /** `route` is the template, never the address asked for. */
  httpAnswered(facts: LogEvents['http-answered']): void
  /** For errors nobody expected; `where` is a name in the code. */
  somethingFailed(facts: WithThrown<LogEvents['something-failed']>): void
}

const MS_PER_SECOND = 1000

export function createBusinessEvents(log: Log, metrics: Metrics): BusinessEvents {
  const tools = { log, metrics, record: recorder(metrics) }
  return {
    ...lifeEvents(tools),
    ...healthEvents(tools),
    ...commandEvents(tools),
    ...outsideEvents(tools),
    ...workEvents(tools),
    ...priceEvents(tools),
    ...safetyEvents(tools),
  }
}

type Some<K extends keyof BusinessEvents> = Pick<BusinessEvents, K>

type LifeEvents = Some<
  | 'serviceStarted'
  | 'serviceStopped'
  | 'consentGranted'
  | 'consentWithdrawn'
  | 'consentExpired'
  | 'permissionsChanged'
  | 'connected'
>

function lifeEvents({ log, metrics, record }: Tools): LifeEvents {
  return {
    serviceStarted: record((facts) => {
      log.event('service-started', facts)
    }),
    serviceStopped: record((facts) => {
      log.event('service-stopped', facts)
    }),
    consentGranted: record((facts) => {
      metrics.consentEvents.inc({ action: 'granted' })
      log.event('consent-granted', facts)
    }),
    consentWithdrawn: record((facts) => {
      metrics.consentEvents.inc({ action: 'withdrawn' })
      log.event('consent-withdrawn', facts)
    }),
    consentExpired: record((facts) => {
      metrics.consentEvents.inc({ action: 'expired' })
      log.event('consent-expired', facts)
    }),
    permissionsChanged: record((facts) => {
      metrics.consentEvents.inc({ action: 'changed' })
      log.event('permissions-changed', facts)
    }),
    connected: record((facts) => {
      metrics.vehiclesConnected.inc({ carmaker: label(facts.carmaker) }, facts.vehicles)
      log.event('vehicles-connected', facts)
    }),
  }
}

type HealthEvents = Some<'connectionHealthChanged' | 'connectionsCounted'>

function healthEvents({ log, metrics, record }: Tools): HealthEvents {
  return {
    connectionHealthChanged: record((facts) => {
      log.event('connection-health-changed', facts)
    }),
    connectionsCounted: record((counts) => {
      for (const { state, connections } of counts) {
        metrics.connections.set({ health: label(state) }, connections)
      }
    }),
  }
}

type CommandEvents = Some<
  'plansComputed' | 'commandSent' | 'commandSettled' | 'commandConfirmed' | 'driverTookOver'
>

function commandEvents({ log, metrics, record }: Tools): CommandEvents {
  return {
    plansComputed: record((planned) => {
      for (const plan of planned) {
        metrics.plans.inc({ trigger: label(plan.trigger), feasibility: label(plan.feasibility) })
        log.event('plan-computed', plan)
      }
    }),
    commandSent: record((facts) => {
      log.event('command-sent', facts)
    }),
    commandSettled: record((facts) => {
      metrics.commands.inc({ ...commandLabels(facts), outcome: label(facts.outcome) })
      log.event('command-settled', facts)
    }),
    commandConfirmed: record((facts) => {
      metrics.confirmations.inc(commandLabels(facts))
      metrics.confirmationDelay.observe(commandLabels(facts), facts.secondsAfterSend)
      log.event('command-confirmed', facts)
    }),
    driverTookOver: record((facts) => {
      metrics.driverTakeOvers.inc({ kind: label(facts.kind) })
      log.event('driver-took-over', facts)
    }),
  }
}

function commandLabels({ carmaker, kind }: { readonly carmaker: string; readonly kind: string }) {
  return { carmaker: label(carmaker), kind: label(kind) }
}

type OutsideEvents = Some<'vehicleRead' | 'positionsDropped' | 'carmakerAnswered' | 'webhookReceived'>

function outsideEvents({ log, metrics, record }: Tools): OutsideEvents {
  return {
    vehicleRead: record((facts) => {
      const carmaker = label(facts.carmaker)
      metrics.vehicleReads.inc({ carmaker, outcome: label(facts.outcome) })
      log.event('vehicle-read', facts)
    }),
    positionsDropped: record((facts) => {
      metrics.locationFieldsDropped.inc({ carmaker: label(facts.carmaker) }, facts.fields)
    }),
    carmakerAnswered: record((facts) => {
      metrics.upstreamRequests.inc({ carmaker: label(facts.carmaker), outcome: label(facts.outcome) })
      log.event('carmaker-answered', facts)
    }),
    webhookReceived: record((facts) => {
      metrics.webhooks.inc({ carmaker: label(facts.carmaker), outcome: label(facts.outcome) })
      log.event('webhook-received', facts)
    }),
  }
}

type WorkEvents = Some<'passDone' | 'passFailed' | 'clockCompared' | 'httpAnswered' | 'somethingFailed'>

function workEvents({ log, metrics, record }: Tools): WorkEvents {
  return {
    passDone: record((facts) => {
      metrics.passes.inc({ outcome: 'done' })
      metrics.passDuration.observe(facts.durationMs / MS_PER_SECOND)
      log.event('pass-done', facts)
    }),
    passFailed: record((facts) => {
      metrics.passes.inc({ outcome: 'failed' })
      log.event('pass-failed', { ...facts, error: errorFacts(facts.error) })
    }),
    clockCompared: record(({ secondsAhead, agrees }) => {
      metrics.clockAhead.set(secondsAhead)
      if (!agrees) log.event('clock-disagrees', { secondsAhead })
    }),
    httpAnswered: record((facts) => {
      const labels = { method: label(facts.method), route: label(facts.route), status: facts.status }
      metrics.httpDuration.observe(labels, facts.durationMs / MS_PER_SECOND)
      log.event('http-answered', facts)
    }),
    somethingFailed: record((facts) => {
      log.event('something-failed', { ...facts, error: errorFacts(facts.error) })
    }),
  }
}
