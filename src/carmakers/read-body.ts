import type { z } from 'zod'
import { CarmakerError, OutOfRegionError } from './carmaker-error.ts'
import type { ReportedState } from './charge-state.ts'
import type { CarmakerAnswer, CarmakerCall, CarmakerHttp } from './http.ts'
import type { Reading } from './port.ts'

/**
 * The body as the schema sees it.
 * @throws CarmakerError without what zod says: its issues may name keys, and a key may hold anything.
 */
export function readBody<S extends z.ZodType>(schema: S, route: string, answer: CarmakerAnswer): z.infer<S> {
  const read = schema.safeParse(answer.body)
  if (read.success) return read.data
  throw unreadableAnswer(route, answer.status)
}

/** An answer that says yes and lacks what it is for. */
export function unreadableAnswer(route: string, status: number): CarmakerError {
  return new CarmakerError({
    code: 'carmaker-answer-unreadable',
    route,
    status,
    temporary: true,
    mayHaveSucceeded: false,
  })
}

/**
 * A report whose age is not told counts as of when it is received. One that does not tell either what the car is doing
 * would only wipe out what is known.
 *
 * @throws CarmakerError for such a one
 */
export function readingOf(state: ReportedState, route: string): Reading {
  if (state.observedAt === null && state.status === 'unknown') throw unreadableAnswer(route, 200)
  return { kind: 'state', state }
}

/**
 * For commands: `undefined` if there was no answer that can be read. Whether the car acted is for the next reading to tell.
 *
 * @throws OutOfRegionError: nothing was tried, and another region may do
 */
export async function answerOrNothing(
  http: CarmakerHttp,
  call: CarmakerCall,
): Promise<CarmakerAnswer | undefined> {
  try {
    return await http.call(call)
  } catch (error) {
    if (error instanceof CarmakerError && !(error instanceof OutOfRegionError)) return undefined
    throw error
  }
}

/** RFC 6750 §2.1. */
export function bearer(accessToken: string): { readonly Authorization: string } {
  return { Authorization: `Bearer ${accessToken}` }
}

/** The token was not accepted: nothing was tried, and a fresh one may do. */
export function tokenExpired(route: string): CarmakerError {
  return new CarmakerError({
    code: 'token-expired',
    route,
    status: 401,
    temporary: false,
    mayHaveSucceeded: false,
  })
}
