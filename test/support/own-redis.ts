import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { freePort } from './free-port.ts'

/** A Redis of one's own, to be killed and started again empty. */
export interface OwnRedis {
  readonly url: string
  kill(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** The version that is installed on this machine. */
export function findRedis(): string | undefined {
  try {
    return execFileSync('redis-server', ['--version'], { encoding: 'utf8' })
  } catch {
    return undefined
  }
}

/** @throws Error if none is installed: see {@link findRedis} */
export async function startOwnRedis(): Promise<OwnRedis> {
  const port = String(await freePort())
  let server: ChildProcess | undefined
  const start = async (): Promise<void> => {
    server = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()])
    await ready(server)
  }
  const kill = async (): Promise<void> => {
    if (server === undefined) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    server = undefined
    await ended
  }
  await start()
  return { url: `redis://127.0.0.1:${port}`, start, kill, close: kill }
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    server.stdout?.setEncoding('utf8').on('data', (part: string) => {
      said += part
      if (said.includes('Ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', () => {
      reject(new Error(`Redis ended: ${said}`))
    })
  })
}
