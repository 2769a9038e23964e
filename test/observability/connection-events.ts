import type { BusinessEvents } from '../../src/observability/business-events.ts'

/** Every event of a connection's health and end, and of what its carmaker sends, once. */
export function recordConnections(events: BusinessEvents): void {
  const facts = { connectionId: 'k', carmaker: 'tesla' }
  events.consentWithdrawn(facts)
  events.consentExpired(facts)
  events.permissionsChanged({ ...facts, missing: 1 })
  const ailing = { state: 'limited', reason: 'permission-missing', readyByAtRisk: null }
  events.connectionHealthChanged({ ...facts, ...ailing })
  events.positionsDropped({ carmaker: 'tesla', fields: 7 })
  events.carmakerAnswered({ carmaker: 'tesla', route: 'GET /api/1/vehicles', outcome: 'ok', status: 200 })
  events.webhookReceived({ carmaker: 'smartcar', outcome: 'taken' })
  events.connectionsCounted([{ state: 'limited', connections: 3 }])
}

export const CONNECTION_SAMPLES: readonly string[] = [
  'ladeplan_consent_events_total{action="expired"} 1',
  'ladeplan_consent_events_total{action="changed"} 1',
  'ladeplan_webhooks_total{carmaker="smartcar",outcome="taken"} 1',
  'ladeplan_location_fields_dropped_total{carmaker="tesla"} 7',
  'ladeplan_upstream_requests_total{carmaker="tesla",outcome="ok"} 1',
  'ladeplan_connections{health="limited"} 3',
]
