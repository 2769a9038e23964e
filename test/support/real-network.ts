import nock from 'nock'
import { afterAll, beforeAll } from 'vitest'

/**
 * Requests of this file go the way they go in production. Files of a run share their modules: what nock has put in the
 * place of Node's own sockets by then ends a connection otherwise than they do.
 */
export function useRealNetwork(): void {
  let wasActive = false
  beforeAll(() => {
    wasActive = nock.isActive()
    nock.restore()
  })
  afterAll(() => {
    if (wasActive) nock.activate()
  })
}
