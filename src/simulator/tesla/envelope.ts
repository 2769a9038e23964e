import type { Answer } from '../answer.ts'
import type { CoordinatePool } from '../coordinates.ts'

/** A successful answer of the vehicle API. */
export function success(
  pool: CoordinatePool,
  response: unknown,
  more: Readonly<Record<string, unknown>> = {},
): Answer {
  const messages = { vehicle: `last seen at ${pool.takeText()}` }
  return {
    kind: 'json',
    status: 200,
    body: { response, ...more, messages },
    headers: locationHeader(pool),
    note: 'ok',
  }
}

/** A command's answer: HTTP 200 also where the car refuses. */
export function commandResult(pool: CoordinatePool, answered: string): Answer {
  const ok = answered === 'ok'
  return { ...success(pool, { result: ok, reason: ok ? '' : answered }), note: answered }
}

/** A failure in the carmaker's words; its description tells where the car stands. */
export function failure(
  pool: CoordinatePool,
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const description = `vehicle last seen at ${pool.takeText()}`
  return {
    kind: 'json',
    status,
    body: { response: null, error, error_description: description },
    headers: { ...locationHeader(pool), ...headers },
    note: `http ${String(status)}`,
  }
}

/** The car is asleep, or on its way to being awake. */
export function asleep(pool: CoordinatePool): Answer {
  return { ...failure(pool, 408, 'vehicle unavailable: vehicle is offline or asleep'), note: 'asleep' }
}

function locationHeader(pool: CoordinatePool): Record<string, string> {
  const { latitude, longitude } = pool.take()
  return { 'X-Vehicle-Location': `${latitude.toFixed(6)},${longitude.toFixed(6)}` }
}
