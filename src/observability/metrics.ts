import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Label values: names from closed lists and route templates. Anything else becomes `other`. */
const LABEL = /^[A-Za-z0-9_.:/{}*-]{1,80}$/
/** Seven and more digits in a row, or a long run: an id, a token or a coordinate, never a name. */
const NOT_A_NAME = /\d{7}|(?=[A-Za-z]*\d)[A-Za-z0-9]{17}|\d[.,]\d{3}|[0-9a-f]{8}-[0-9a-f]{4}-/

export type Metrics = ReturnType<typeof createMetrics>

/**
 * The service's metrics in a registry of their own. Labels are of low cardinality: no id, and nothing of a driver.
 * Times are in seconds (https://prometheus.io/docs/practices/naming).
 */
export function createMetrics(version: string) {
  const registry = new Registry()
  const buildInfo = gauge(registry, 'ladeplan_build_info', 'Always 1; the label tells the version.', [
    'version',
  ])
  buildInfo.set({ version: label(version) }, 1)
  return {
    registry,
    ...httpAndLoop(registry),
    ...charging(registry),
    ...outside(registry),
    ...prices(registry),
    ...pricesCompared(registry),
  }
}

/** What may stand as a label's value. */
export function label(value: string): string {
  return LABEL.test(value) && !NOT_A_NAME.test(value) ? value : 'other'
}

function httpAndLoop(registry: Registry) {
  return {
    httpDuration: histogram(registry, 'http_server_request_duration_seconds', {
      help: 'Time from the request to the end of its answer.',
      labels: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    }),
    passes: counter(registry, 'ladeplan_passes_total', 'Passes of the control loop over a vehicle.', [
      'outcome',
    ]),
    passDuration: histogram(registry, 'ladeplan_pass_duration_seconds', {
      help: 'Time one pass over one vehicle takes.',
      labels: [],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 20],
    }),
    clockAhead: gauge(
      registry,
      'ladeplan_clock_ahead_seconds',
      'How far the clock of this process is ahead of the database’s.',
      [],
    ),
    ownFaults: counter(
      registry,
      'ladeplan_observability_faults_total',
      'Events that could not be recorded.',
      [],
    ),
  }
}

function charging(registry: Registry) {
  return {
    plans: counter(registry, 'ladeplan_plans_total', 'Plans computed, by what caused them.', [
      'trigger',
      'feasibility',
    ]),
    commands: counter(registry, 'ladeplan_commands_total', 'Commands sent, by their outcome.', [
      'carmaker',
      'kind',
      'outcome',
    ]),
    confirmations: counter(
      registry,
      'ladeplan_command_confirmations_total',
      'Commands that a later observation confirmed.',
      ['carmaker', 'kind'],
    ),
    driverTakeOvers: counter(
      registry,
      'ladeplan_driver_take_overs_total',
      'Starts and stops by hand that were recognised; ready-by is off until the car is unplugged or handed back.',
      ['kind'],
    ),
    confirmationDelay: histogram(registry, 'ladeplan_command_confirmation_seconds', {
      help: 'World time from sending a command to the observation that confirms it.',
      labels: ['carmaker', 'kind'],
      buckets: [10, 30, 60, 120, 300, 600, 1200],
    }),
    consentEvents: counter(
      registry,
      'ladeplan_consent_events_total',
      'Consents granted, changed and withdrawn.',
      ['action'],
    ),
    connections: gauge(registry, 'ladeplan_connections', 'Live connections, by their health.', ['health']),
    vehiclesConnected: counter(registry, 'ladeplan_vehicles_connected_total', 'Vehicles connected.', [
      'carmaker',
    ]),
  }
}

function outside(registry: Registry) {
  return {
    vehicleReads: counter(registry, 'ladeplan_vehicle_reads_total', 'Attempts to read a vehicle.', [
      'carmaker',
      'outcome',
    ]),
    locationFieldsDropped: counter(
      registry,
      'ladeplan_location_fields_dropped_total',
      'Position fields that arrived and were dropped unread.',
      ['carmaker'],
    ),
    webhooks: counter(registry, 'ladeplan_webhooks_total', 'Messages that carmakers sent by themselves.', [
      'carmaker',
      'outcome',
    ]),
    projectedBill: gauge(
      registry,
      'ladeplan_api_bill_projected_usd',
      'What the API of a carmaker will cost in the present month at the rate of the last seven days, before discounts.',
      ['carmaker'],
    ),
    carmakerAvailable: gauge(
      registry,
      'ladeplan_carmaker_available',
      'Whether this process finds a carmaker, or the named region of one, answering: 1, or 0 while its cars wait.',
      ['carmaker', 'region'],
    ),
    workerSilence: gauge(
      registry,
      'ladeplan_worker_silence_seconds',
      'Time since any process that looks after vehicles was last heard.',
      [],
    ),
    upstreamRequests: counter(registry, 'ladeplan_upstream_requests_total', 'Requests to carmakers.', [
      'carmaker',
      'outcome',
    ]),
  }
}

function prices(registry: Registry) {
  return {
    priceFetches: counter(registry, 'ladeplan_price_fetch_total', 'Attempts to fetch a day of prices.', [
      'source',
      'outcome',
    ]),
    priceRefusals: counter(
      registry,
      'ladeplan_price_refusals_total',
      'Documents of prices that were kept out, by what was wrong with them.',
      ['source', 'code'],
    ),
    rateFailures: counter(
      registry,
      'ladeplan_exchange_rate_failures_total',
      'Attempts to fetch a rate of exchange that failed.',
      ['source'],
    ),
    sitesWithGaps: gauge(
      registry,
      'ladeplan_sites_with_gaps',
      'Sites with a part of their bill that is not known, by part.',
      ['gap'],
    ),
    tariffTablesEnding: gauge(
      registry,
      'ladeplan_tariff_tables_ending',
      'Tables of taxes and grid tariffs that end within 60 days or have ended.',
      [],
    ),
    priceHorizon: gauge(
      registry,
      'ladeplan_price_feed_horizon_seconds',
      'How far ahead of now the whole days of a source reach; negative once they are over.',
      ['zone', 'source'],
    ),
    priceAge: gauge(
      registry,
      'ladeplan_price_feed_age_seconds',
      'World time since a source last gave a document that differed from the one before.',
      ['zone', 'source'],
    ),
  }
}

function pricesCompared(registry: Registry) {
  return {
    priceCorrections: counter(
      registry,
      'ladeplan_price_corrections_total',
      'Complete days of prices that a source has changed afterwards.',
      ['zone', 'source'],
    ),
    priceComparisons: counter(
      registry,
      'ladeplan_price_comparisons_total',
      'Days compared between two sources; of the same origin they prove little.',
      ['outcome', 'independence'],
    ),
    priceDifferences: counter(
      registry,
      'ladeplan_price_differences_total',
      'Days for which two sources gave different prices.',
      ['zone', 'likely'],
    ),
  }
}

function counter(registry: Registry, name: string, help: string, labels: readonly string[]) {
  return new Counter({ name, help, labelNames: [...labels], registers: [registry] })
}

function gauge(registry: Registry, name: string, help: string, labels: readonly string[]) {
  return new Gauge({ name, help, labelNames: [...labels], registers: [registry] })
}

function histogram(
  registry: Registry,
  name: string,
  options: { help: string; labels: readonly string[]; buckets: readonly number[] },
) {
  return new Histogram({
    name,
    help: options.help,
    labelNames: [...options.labels],
    buckets: [...options.buckets],
    registers: [registry],
  })
}
