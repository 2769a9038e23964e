import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import { promisify } from 'node:util'
import axios from 'axios'
import { freePort } from '../support/free-port.ts'
import { agreeAndSignIn } from './driver-in-browser.ts'
import { differences, textAt, type Step } from './guide.ts'

/** The ports that guides name. Here others stand for them, so that nobody is in the way. */
const PORTS = { service: 8080, simulator: 8090 } as const

export interface GuidedService {
  /** Runs a step as it stands in the page. @returns what of the answer is not as it is told */
  follow(step: Step): Promise<readonly string[]>
  close(): Promise<void>
}

/** Starts the service by the command of a guide, in a folder of its own. `login`: who signs in where a driver does. */
export async function startByGuide(command: string, login: string): Promise<GuidedService> {
  const folder = mkdtempSync(join(tmpdir(), 'ladeplan-guide-'))
  const ports = { service: await freePort(), simulator: await freePort() }
  // Read by every curl of the guide: the addresses in it stay word for word.
  writeFileSync(join(folder, '.curlrc'), connectTo(ports))
  const child = spawn('bash', ['-c', command], {
    env: {
      ...process.env,
      PORT: String(ports.service),
      LADEPLAN_SANDBOX_SIMULATOR_PORT: String(ports.simulator),
      LADEPLAN_DATA_DIRECTORY: join(folder, 'data'),
    },
    stdio: 'ignore',
    // A group of its own: npm does not pass on every signal.
    detached: true,
  })
  const variables = new Map([['CURL_HOME', folder]])
  const real = `localhost:${String(ports.service)}`
  await ready(child, real)
  return {
    follow: (step) => (step.command === '' ? comeBack(step, variables, login) : run(step, variables, real)),
    close: async () => {
      await end(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function connectTo(ports: typeof PORTS | Readonly<Record<keyof typeof PORTS, number>>): string {
  const line = (from: number, to: number): string =>
    `connect-to = "localhost:${String(from)}:localhost:${String(to)}"\n`
  return line(PORTS.service, ports.service) + line(PORTS.simulator, ports.simulator)
}

/** First it answers, then its first drivers are connected; only then is there something on the front page. */
async function ready(child: ChildProcess, host: string): Promise<void> {
  const isThere = (): Promise<boolean> =>
    axios.get<string>(`http://${host}/`, { timeout: 5_000 }).then(
      ({ data }) => (data.match(/href="[^"]*\/vehicles\//g) ?? []).length > 1,
      () => false,
    )
  while (!(await isThere())) {
    if (child.exitCode !== null) throw new Error('The service ended before it was ready')
    await pass(200)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return
  const ended = once(child, 'exit')
  process.kill(-child.pid, 'SIGTERM')
  await ended
}

const execute = promisify(execFile)

async function run(
  { command, answer, variables }: Step,
  known: Map<string, string>,
  real: string,
): Promise<readonly string[]> {
  const env = { ...process.env, ...Object.fromEntries(known) }
  const { stdout } = await execute('bash', ['-euc', command], { env })
  keepExports(command, known)
  const [head, body] = splitHead(stdout)
  const seen: unknown = body === '' ? null : JSON.parse(body)
  for (const [name, path] of variables) known.set(name, textAt(seen, path))
  if (answer === undefined) return []
  const [toldHead, toldBody] = splitHead(answer)
  // The addresses in answers are the service's own.
  const asTold: unknown = JSON.parse(body.replaceAll(real, `localhost:${String(PORTS.service)}`) || 'null')
  return [...missingHeaders(toldHead, head), ...differences(JSON.parse(toldBody), asTold)]
}

/** `export NAME='value' OTHER='value'`, which later commands go by. */
function keepExports(command: string, known: Map<string, string>): void {
  if (!command.startsWith('export ')) return
  for (const [, name = '', value = ''] of command.matchAll(/([A-Z]+)='([^']*)'/g)) known.set(name, value)
}

/** What `curl -i` shows before the body. */
function splitHead(text: string): readonly [head: readonly string[], body: string] {
  if (!text.startsWith('HTTP/')) return [[], text]
  const [head = '', ...rest] = text.replaceAll('\r\n', '\n').split('\n\n')
  return [head.split('\n'), rest.join('\n\n')]
}

function missingHeaders(told: readonly string[], seen: readonly string[]): readonly string[] {
  return told.filter((line) => !seen.includes(line))
}

/** The driver in the browser; compared by origin, path and the names of what comes with it. */
async function comeBack(
  { answer = '', variables }: Step,
  known: Map<string, string>,
  login: string,
): Promise<readonly string[]> {
  const back = await agreeAndSignIn(known.get('CONSENT_URL') ?? '', login)
  for (const [name, parameter] of variables) known.set(name, back.searchParams.get(parameter) ?? '')
  const told = new URL(answer.trim())
  const shape = ({ origin, pathname, searchParams }: URL): string =>
    [origin + pathname, searchParams.get('status'), ...searchParams.keys()].join(' ')
  return shape(told) === shape(back) ? [] : [back.href]
}
