import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import { freePort } from './free-port.ts'

/** A PostgreSQL of one's own, to be killed and started again. */
export interface OwnPostgres {
  readonly url: string
  /** The folder with its data and its log of writes. */
  readonly data: string
  /** Whatever it has written to its own log. */
  readonly said: () => string
  /** SIGKILL to the server, as when its machine dies; what it has committed is on disk. */
  kill(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** Where a server is installed on this machine. */
export function findPostgres(): string | undefined {
  try {
    const [newest] = readdirSync('/usr/lib/postgresql').toSorted((a, b) => Number(b) - Number(a))
    return newest === undefined ? undefined : `/usr/lib/postgresql/${newest}/bin`
  } catch {
    return undefined
  }
}

/** @throws Error if no server is installed: see {@link findPostgres} */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const binaries = findPostgres()
  if (binaries === undefined) throw new Error('No PostgreSQL is installed under /usr/lib/postgresql')
  const folder = mkdtempSync(join(tmpdir(), 'ladeplan-postgres-'))
  const user = unprivileged()
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  chmodSync(folder, 0o700)
  const options = { ...user, cwd: folder }
  const data = join(folder, 'data')
  execFileSync(join(binaries, 'initdb'), ['-D', data, '-U', 'ladeplan', '-A', 'trust', '--no-sync'], {
    ...options,
    stdio: 'ignore',
  })
  const port = await freePort()
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`]
  let said = ''
  const run = (): ChildProcess => {
    const begun = spawn(join(binaries, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    begun.stderr.setEncoding('utf8').on('data', (part: string) => {
      said += part
    })
    return begun
  }
  let server: ChildProcess | undefined
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server === undefined) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
    server = undefined
  }
  const start = async (): Promise<void> => {
    if (server !== undefined) return
    server = await running(run)
  }
  await start()
  return {
    url: `postgres://ladeplan@127.0.0.1:${String(port)}/postgres`,
    data,
    said: () => said,
    kill: () => end('SIGKILL'),
    start,
    close: async () => {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (of: '-u' | '-g'): number => Number(execFileSync('id', [of, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** How often a server is begun while processes of the one before end, each a tenth of a second after the other. */
const TRIES = 300

/**
 * A server that takes connections. Processes of one that was killed outlive it until they notice, and hold its shared
 * memory so long; what begins meanwhile ends at once.
 *
 * @throws Error with what the server said, if it ended for another reason
 */
async function running(run: () => ChildProcess, tries = TRIES): Promise<ChildProcess> {
  const server = run()
  try {
    await ready(server)
    return server
  } catch (error) {
    if (tries === 0 || !String(error).includes('shared memory block')) throw error
    await pass(100)
    return running(run, tries - 1)
  }
}

/** Resolves once the server says so. */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    server.stderr?.on('data', (part: string) => {
      said += part
      if (said.includes('ready to accept connections')) resolve()
    })
    server.once('close', () => {
      reject(new Error(`PostgreSQL ended: ${said}`))
    })
  })
}
