import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { CarmakerError } from '../../../src/carmakers/carmaker-error.ts'
import { createCarmakers, type Carmaker, type CarmakerName } from '../../../src/carmakers/registry.ts'
import { simulatedCarmakers } from '../../../src/cli/sandbox/simulated-carmakers.ts'
import { createObservability } from '../../../src/observability/observability.ts'
import { useRealNetwork } from '../../support/real-network.ts'
import {
  ANSWERING,
  CANARY,
  HEX_CANARY,
  HOSTILE_ANSWERS,
  openHostileServer,
  type HostileServer,
} from './hostile-bodies.ts'

useRealNetwork()

const REFERENCE = '5YJ3E1EA0TEST0001'
const publicUrl = new URL('http://127.0.0.1:8080')
const MIB = 1024 * 1024
const KINDS = ['state', 'asleep', 'offline', 'done', 'refused', 'unknown']

/** The real adapter, and all that it tells: what it returns, throws, or leaves in the log at its most talkative. */
function adapterAt(url: string, name: CarmakerName) {
  const told: string[] = []
  const { events } = createObservability({
    level: 'trace',
    destination: { write: (line: string) => void told.push(line) },
    version: 'test',
  })
  const configs = simulatedCarmakers({ simulatorUrl: url, seed: 'test', publicUrl })
  const one = { [name]: { ...configs[name], timeoutMs: 5_000 } }
  const carmaker = createCarmakers(one, (carmaker) => ({
    onRequest: (event) => {
      told.push(inspect(event, { showHidden: true }))
      events.carmakerAnswered({ carmaker, ...event, outcome: String(event.outcome) })
    },
    onRead: ({ positionFieldsDropped: fields }) => {
      events.positionsDropped({ carmaker, fields })
    },
  })).get(name)
  const settle = async (promise: Promise<unknown>): Promise<unknown> => {
    const result = await promise.catch((error: unknown) => error)
    told.push(inspect(result, { depth: 12, showHidden: true, maxStringLength: null }))
    if (result instanceof Error) events.passFailed({ vehicleId: 'car', error: result })
    return result
  }
  return { carmaker, told, settle, events }
}

describe.each(ANSWERING)('a hostile answer of %s', (name) => {
  const servers: HostileServer[] = []
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

  const open = async (answer: (typeof HOSTILE_ANSWERS)[number][1]) => {
    const server = await openHostileServer((_, response) => {
      answer(response, name)
    })
    servers.push(server)
    return { server, ...adapterAt(server.url, name) }
  }
  const readFrom = (carmaker: Carmaker) => carmaker.api.readChargeState('token', REFERENCE)
  const startAt = (carmaker: Carmaker) => carmaker.api.startCharging('token', REFERENCE)

  it.each(HOSTILE_ANSWERS)(
    'that is %s ends in a typed outcome and is told to nobody',
    async (_, answer, reading) => {
      const { carmaker, told, settle } = await open(answer)
      expect(await settle(readFrom(carmaker))).toMatchObject(reading)
      expectTyped(await settle(startAt(carmaker)))
      expectTyped(await settle(carmaker.api.listVehicles('token')))
      expectTyped(await settle(carmaker.oauth.refresh('refresh')))
      expect(told.filter((line) => line.includes(CANARY) || line.includes(HEX_CANARY))).toEqual([])
      expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted')
    },
  )

  it('that has no end is cut off', async () => {
    const { server, carmaker, settle } = await open((response) => {
      const block = CANARY.repeat(4_000)
      const pour = (): void => {
        while (!response.destroyed && response.write(block)) continue
      }
      response.on('drain', pour).writeHead(200)
      pour()
    })
    expect(await settle(readFrom(carmaker))).toMatchObject({ code: 'carmaker-answer-unreadable' })
    expect(await settle(startAt(carmaker))).toEqual({ kind: 'unknown' })
    await server.close()
    servers.pop()
    expect(server.sentBytes()).toBeGreaterThan(2 * MIB)
    expect(server.sentBytes()).toBeLessThan(50 * MIB)
  })

  it('that sends the caller to another host is not followed, and no token goes there', async () => {
    const elsewhere = await openHostileServer((_, response) => void response.end(CANARY))
    servers.push(elsewhere)
    const { carmaker, told, settle } = await open((response) => {
      response.writeHead(307, { location: `${elsewhere.url}/${CANARY}` }).end()
    })
    expect(await settle(readFrom(carmaker))).toMatchObject({ name: 'CarmakerError', status: 307 })
    expectTyped(await settle(startAt(carmaker)))
    expectTyped(await settle(carmaker.oauth.refresh('refresh')))
    expect(elsewhere.requests()).toBe(0)
    expect(told.filter((line) => line.includes(CANARY))).toEqual([])
  })

  it('would be found where it is told: in a result, an error and the log', async () => {
    const { told, settle, events } = adapterAt('http://127.0.0.1:1', name)
    events.carmakerAnswered({ carmaker: name, route: CANARY, outcome: '200' })
    await settle(Promise.resolve({ kind: 'state', state: { note: CANARY } }))
    await settle(Promise.reject(new Error(`The answer was ${CANARY}`)))
    events.carmakerAnswered({ carmaker: name, route: HEX_CANARY, outcome: '200' })
    const found = told.filter((line) => line.includes(CANARY) || line.includes(HEX_CANARY))
    expect(found).toHaveLength(4)
  })
})

function expectTyped(result: unknown): void {
  if (result instanceof CarmakerError || Array.isArray(result)) return
  expect(KINDS).toContain(typeof result === 'object' && result !== null && 'kind' in result && result.kind)
}
