import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'

import { SteppedClock } from '../../src/base/clock.ts'
import type { LogLevel } from '../../src/config/config.ts'
import { CONNECTION_SAMPLES, recordConnections } from './connection-events.ts'
import { SAFETY_SAMPLES, recordSafety } from './safety-events.ts'
import { PRICE_SAMPLES, recordPrices } from './price-events.ts'
import { EVENTS } from '../../src/observability/log-events.ts'
import { createObservability } from '../../src/observability/observability.ts'
import { DROPPED } from '../../src/observability/scrub.ts'

const lineSchema = z.record(z.string(), z.unknown())
const clock = new SteppedClock(new Date('2024-12-12T18:00:00Z'))
const VEHICLE = '3b241101-e2bb-4255-8caf-4136c566a962'
const COMMAND = { vehicleId: VEHICLE, commandId: 'c1', carmaker: 'tesla', kind: 'start' }
const VIN = '5YJ3E1EA7KF317000'
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJrYXJpIn0.c2lnbmF0dXJl'

function observe(level: LogLevel = 'trace') {
  const written: string[] = []
  const destination = { write: (line: string) => void written.push(line) }
  const observability = createObservability({ level, destination, version: '1.2.3', clock })
  const lines = () => written.map((line) => lineSchema.parse(JSON.parse(line)))
  return { ...observability, written, lines }
}

describe('the log', () => {
  it('writes one JSON object a line with the keys of the Elastic Common Schema', () => {
    const { events, written, lines } = observe()
    events.commandSent({ ...COMMAND, epoch: 3, attempt: 1 })
    expect(written).toHaveLength(1)
    expect(lines()[0]).toEqual({
      'log.level': 'info',
      '@timestamp': '2024-12-12T18:00:00.000Z',
      'ecs.version': '8.11.0',
      'service.name': 'ladeplan',
      'service.version': '1.2.3',
      'event.action': 'command-sent',
      message: 'Command sent',
      'ladeplan.vehicle_id': VEHICLE,
      'ladeplan.command_id': 'c1',
      'ladeplan.carmaker': 'tesla',
      'ladeplan.kind': 'start',
      'ladeplan.epoch': 3,
      'ladeplan.attempt': 1,
    })
  })

  it('keeps a value with line breaks on one line', () => {
    const { log, written, lines } = observe()
    log.event('service-stopped', { reason: 'end\r\n{"forged":true}' })
    expect(written.join('').match(/[\r\n]/g)).toEqual(['\n'])
    expect(lines()[0]).toMatchObject({ 'ladeplan.reason': 'end\r\n{"forged":true}' })
  })

  it('leaves out what is quieter than its level', () => {
    const { events, written } = observe('warn')
    events.commandSent({ ...COMMAND, epoch: 1, attempt: 1 })
    events.passFailed({ vehicleId: VEHICLE, error: new Error('x') })
    expect(written).toHaveLength(1)
  })

  it('appends to a file, and has written the line when the call returns', () => {
    const directory = mkdtempSync(join(tmpdir(), 'ladeplan-log-'))
    const path = join(directory, 'logs', 'service.log')
    const { events } = createObservability({ level: 'info', destination: path, version: '1' })
    events.serviceStopped({ reason: 'SIGTERM' })
    expect(readFileSync(path, 'utf8')).toContain('"event.action":"service-stopped"')
    rmSync(directory, { recursive: true })
  })
})

describe('errors in the log', () => {
  it('are told by name, code, route and status alone', () => {
    const secrets = {
      config: { headers: { authorization: `Bearer ${TOKEN}` } },
      detail: `Key (vin)=(${VIN})`,
    }
    const error = Object.assign(new TypeError(`lat 63.421234 for ${VIN}`, { cause: secrets }), secrets, {
      code: 'ECONNRESET',
      route: 'GET /api/1/vehicles/{vin}',
      status: 502,
    })
    const { events, written, lines } = observe()
    events.passFailed({ vehicleId: VEHICLE, error })
    expect(lines()[0]).toMatchObject({
      'error.type': 'TypeError',
      'error.code': 'ECONNRESET',
      'ladeplan.error_route': 'GET /api/1/vehicles/{vin}',
      'ladeplan.error_status': 502,
    })
    expect(written.join()).not.toMatch(/63\.42|5YJ3E|eyJhb|Bearer/)
  })

  it('say where in our own code they were thrown, however hostile the message', () => {
    const error = new Error(`boom\n    at ${VIN} (63.421234)\n    at https://a.example/?lat=63.421234`)
    error.stack = `${error.stack ?? ''}\n    at decide (file:///app/dist/control/decide.js:12:7)`
    const { events, lines } = observe()
    events.somethingFailed({ where: 'loop', error })
    expect(lines()[0]).toMatchObject({ 'ladeplan.error_frames': ['control/decide.js:12'] })
  })

  test.each([['text'], [null], [undefined], [{ name: VIN }], [42]])(
    'may be %j instead of an error',
    (thrown) => {
      const { events, lines } = observe()
      events.somethingFailed({ where: 'loop', error: thrown })
      expect(lines()[0]).toMatchObject({ 'error.type': 'NotAnError' })
    },
  )

  it('with fields that do not look as they should are told without them', () => {
    const error = Object.assign(new Error('x'), { name: `E ${VIN}`, code: '63.421234', status: 63_421_234 })
    const { events, lines } = observe()
    events.somethingFailed({ where: 'loop', error })
    expect(lines()[0]).toMatchObject({
      'error.type': 'Error',
      'error.code': null,
      'ladeplan.error_status': null,
    })
  })
})

describe('the second fence', () => {
  test.each([
    ['a coordinate', '63.421234'],
    ['a coordinate with a comma', '10,395678'],
    ['degrees, minutes and seconds', '63° 25′ 16″ N'],
    ['a VIN', VIN],
    ['a VIN in a path', `/api/1/vehicles/${VIN}/wake_up`],
    ['a JSON web token', TOKEN],
    ['an opaque token', 'EU_0123456789abcdef0123456789abcdef'],
    ['an API key in base64', 'kP9+Zr3/aQ2mLx7TnB5vYw8cDf4hJ6sG1uEo0iRt=='],
    ['an e-mail address', 'kari.nordmann@example.no'],
    ['a connection string', 'postgresql://user:password@host/db'],
    ['an endless text', 'a'.repeat(201)],
  ])('drops %s', (_, reason) => {
    const { log, lines } = observe()
    log.event('service-stopped', { reason })
    expect(lines()[0]).toMatchObject({ 'ladeplan.reason': DROPPED })
  })

  test.each([
    [VEHICLE],
    ['GET /api/1/vehicles/{vin}/vehicle_data'],
    ['/api/v1/connections/callback/tesla'],
    ['waiting_for_lower_price'],
    ['carmaker-answer-unreadable'],
    ['2024-12-12'],
    ['0.1.0'],
    ['a'.repeat(17)],
  ])('lets %s through', (reason) => {
    const { log, lines } = observe()
    log.event('service-stopped', { reason })
    expect(lines()[0]).toMatchObject({ 'ladeplan.reason': reason })
  })

  test.each([
    [63.421_234, 63.42],
    [634_212_340, DROPPED],
    [10_395_678, DROPPED],
    [42, 42],
  ])('logs the number %d as %s', (durationMs, logged) => {
    const { log, lines } = observe()
    log.event('pass-done', { vehicleId: VEHICLE, reason: 'ready', durationMs })
    expect(lines()[0]).toMatchObject({ 'ladeplan.duration_ms': logged })
  })
})

describe('business events', () => {
  it('count what they log', async () => {
    const { events, metrics, lines } = observe()
    events.serviceStarted({ mode: 'sandbox', role: 'all', database: 'embedded' })
    events.consentGranted({ connectionId: 'k', carmaker: 'tesla', language: 'nb', noticeVersion: '1' })
    events.connected({ connectionId: 'k', carmaker: 'tesla', vehicles: 2 })
    events.plansComputed([
      { vehicleId: VEHICLE, trigger: 'prices', feasibility: 'ready', solver: 'merit-order' },
    ])
    events.commandSent({ ...COMMAND, epoch: 1, attempt: 1 })
    events.commandSettled({ ...COMMAND, outcome: 'done' })
    events.commandConfirmed({ ...COMMAND, secondsAfterSend: 45 })
    const day = { source: 'hvakosterstrommen', zone: 'NO2', day: '2024-12-13' }
    recordPrices(events, day)
    events.vehicleRead({ vehicleId: VEHICLE, carmaker: 'tesla', outcome: 'state' })
    events.passDone({ vehicleId: VEHICLE, reason: 'ready', durationMs: 3 })
    events.passFailed({ vehicleId: VEHICLE, error: new Error('x') })
    events.httpAnswered({ method: 'GET', route: '/v1/vehicles/:vehicleId', status: 200, durationMs: 8 })
    recordConnections(events)
    recordSafety(events, VEHICLE)
    events.somethingFailed({ where: 'loop', error: new Error('x') })
    events.serviceStopped({ reason: 'SIGTERM' })

    const logged = lines().map((line) => line['event.action'])
    expect([...new Set(logged)].toSorted()).toEqual(Object.keys(EVENTS).toSorted())
    const text = await metrics.registry.metrics()
    for (const sample of [
      'ladeplan_build_info{version="1.2.3"} 1',
      'ladeplan_consent_events_total{action="granted"} 1',
      'ladeplan_consent_events_total{action="withdrawn"} 1',
      ...CONNECTION_SAMPLES,
      ...SAFETY_SAMPLES,
      'ladeplan_vehicles_connected_total{carmaker="tesla"} 2',
      'ladeplan_plans_total{trigger="prices",feasibility="ready"} 1',
      'ladeplan_commands_total{carmaker="tesla",kind="start",outcome="done"} 1',
      'ladeplan_command_confirmations_total{carmaker="tesla",kind="start"} 1',
      ...PRICE_SAMPLES,
      'ladeplan_vehicle_reads_total{carmaker="tesla",outcome="state"} 1',
      'ladeplan_passes_total{outcome="done"} 1',
      'ladeplan_passes_total{outcome="failed"} 1',
      'http_server_request_duration_seconds_count{method="GET",route="/v1/vehicles/:vehicleId",status="200"} 1',
    ]) {
      expect(text).toContain(sample)
    }
  })

  it('never throw, even when nothing can be written', async () => {
    const destination = {
      write: () => {
        throw new Error('ENOSPC')
      },
    }
    const { events, metrics } = createObservability({ level: 'trace', destination, version: '1' })
    events.consentWithdrawn({ connectionId: 'k', carmaker: 'tesla' })
    expect(await metrics.registry.metrics()).toContain('ladeplan_observability_faults_total 1')
  })

  it('put no id, VIN, token or coordinate into a label', async () => {
    const { events, metrics } = observe()
    for (const hostile of [VIN, VEHICLE, TOKEN, '63.421234', '634212340', 'Kari Nordmann', 'k@example.no']) {
      events.commandSettled({ ...COMMAND, carmaker: hostile, kind: hostile, outcome: hostile })
      events.httpAnswered({ method: 'GET', route: `/v1/vehicles/${hostile}`, status: 200, durationMs: 1 })
    }
    const text = await metrics.registry.metrics()
    expect(text).toContain('ladeplan_commands_total{carmaker="other",kind="other",outcome="other"} 7')
    expect(text).not.toMatch(/5YJ3E|3b241101|eyJhb|63\.42|63421|Kari|@/)
  })

  it('share no metrics between two services in one process', async () => {
    const one = observe()
    const other = observe()
    one.events.passDone({ vehicleId: VEHICLE, reason: 'ready', durationMs: 1 })
    expect(await other.metrics.registry.metrics()).not.toContain('ladeplan_passes_total{')
  })
})
