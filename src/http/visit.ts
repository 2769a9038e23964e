import type { Response } from 'express'

/** What is kept about one request while it lasts. Nothing in it comes from the driver. */
export interface Visit {
  readonly traceId: string
  /** Template of the route that took it. */
  route: string
}

const visits = new WeakMap<Response, Visit>()

export function beginVisit(response: Response, visit: Visit): void {
  visits.set(response, visit)
}

/** @throws Error if the middleware that begins visits has not run */
export function visitOf(response: Response): Visit {
  const visit = visits.get(response)
  if (visit === undefined) throw new Error('No visit was begun for this request')
  return visit
}
