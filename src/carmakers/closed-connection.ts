import { ClientRequest } from 'node:http'
import { isAxiosError } from 'axios'

/** Whether the server closed a kept connection while the request was on its way there, so that nothing came of it. */
export function metClosedConnection(error: unknown): boolean {
  if (!isAxiosError(error) || error.code !== 'ECONNRESET' || error.response !== undefined) return false
  return error.request instanceof ClientRequest && error.request.reusedSocket
}
