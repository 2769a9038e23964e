import type { Server } from 'node:http'

/** Something else listens where we are told to. */
export class PortTakenError extends Error {
  override name = 'PortTakenError'

  constructor(port: number) {
    super(
      `Port ${String(port)} is in use. Stop what listens there, or set PORT or LADEPLAN_SANDBOX_SIMULATOR_PORT.`,
    )
  }
}

/** Says which port it is when one is taken. */
export async function portTaken<T>(port: number, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new PortTakenError(port)
    throw error
  }
}

export function listenOn(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
}

/** Answers what is under way, then stops. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeIdleConnections()
  })
}
