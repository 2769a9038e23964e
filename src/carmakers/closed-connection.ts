import { isAxiosError } from 'axios'

/** Whether the server closed a kept connection while the request was on its way there, so that nothing came of it. */
export function metClosedConnection(error: unknown): boolean {
  if (!isAxiosError(error) || error.code !== 'ECONNRESET' || error.response !== undefined) return false
  // By its mark and not by its class, which whoever listens in on requests replaces.
  const request: unknown = error.request
  return (
    typeof request === 'object' &&
    request !== null &&
    'reusedSocket' in request &&
    request.reusedSocket === true
  )
}
