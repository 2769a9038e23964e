import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'

/** Stands between a client and a server that speak over TCP, and breaks what they have. */
export interface TcpProxy {
  readonly port: number
  /** Nothing passes any more either way, and nobody is told: as after a pulled cable. New connections pass. */
  fallSilent(): void
  /** Connections end without a word at both ends. */
  cut(): void
  close(): Promise<void>
}

export async function openTcpProxy(target: {
  readonly host: string
  readonly port: number
}): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host)
    const pair = [client, upstream] as const
    pairs.add(pair)
    client.pipe(upstream)
    upstream.pipe(client)
    for (const socket of pair) {
      socket.on('error', () => undefined)
      socket.on('close', () => pairs.delete(pair))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const cut = (): void => {
    for (const socket of [...pairs].flat()) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    fallSilent: () => {
      for (const [client, upstream] of pairs) {
        client.unpipe(upstream)
        upstream.unpipe(client)
        client.pause()
        upstream.pause()
      }
    },
    cut,
    close: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
