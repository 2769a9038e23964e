import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axios from 'axios'
import { teslaClient } from '../../src/simulator/tesla/client.ts'
import { setTimeout as pass } from 'node:timers/promises'
import { compiled } from '../support/compiled.ts'
import { freePort } from '../support/free-port.ts'
import { API_KEY, SEED, STAGE_KEY } from '../support/stage-service.ts'
import type { Fleet } from './fleet.ts'

/** Between SIGTERM and the end of listening, s. */
const NOTICE_SECONDS = 2

/** The service as it is run in production: `src/main.ts` with its environment and nothing else. */
export interface MainProcess {
  readonly child: ChildProcess
  readonly url: string
  /** Its exit code, `null` if it was killed. */
  readonly gone: Promise<number | null>
}

/** Where a process of the service finds what it needs. */
export interface Servers {
  readonly databaseUrl: string
  readonly redisUrl?: string
}

/** Starts it on a fleet. Resolves when it says that it is ready. */
export async function startMain(
  fleet: Pick<Fleet, 'simulator' | 'children'>,
  servers: Servers,
): Promise<MainProcess> {
  const port = await freePort()
  const child = spawn(process.execPath, [compiled('src/main.ts')], {
    env: { ...settingsOf(fleet, servers), PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  fleet.children.add(child)
  const gone = once(child, 'exit').then(() => child.exitCode)
  const url = `http://127.0.0.1:${String(port)}`
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error('The process ended before it was ready')
    await pass(50)
  }
  return { child, url, gone }
}

let folder: string | undefined

/** The same for all, until the tests end. */
function keyFile(): string {
  if (folder === undefined) {
    const made = (folder = mkdtempSync(join(tmpdir(), 'ladeplan-main-')))
    process.once('exit', () => {
      rmSync(made, { recursive: true, force: true })
    })
    writeFileSync(join(made, 'key'), STAGE_KEY.toString('base64url'), { mode: 0o600 })
  }
  return join(folder, 'key')
}

/** Whether a balancer would send it anything. */
export async function isReady(url: string): Promise<boolean> {
  const asked = axios.get(`${url}/readyz`, { validateStatus: () => true, timeout: 2_000 })
  return asked.then(
    ({ status }) => status === 200,
    () => false,
  )
}

/** The environment of every process of the service on a fleet, and of its commands. */
export function settingsOf(
  { simulator: { url } }: Pick<Fleet, 'simulator'>,
  { databaseUrl, redisUrl }: Servers,
): NodeJS.ProcessEnv {
  const client = teslaClient(SEED)
  const oauth = `${url}/oauth2/v3`
  return {
    PATH: process.env['PATH'],
    DATABASE_URL: databaseUrl,
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
    LADEPLAN_KEY_FILE: keyFile(),
    HOST: '127.0.0.1',
    LADEPLAN_API_KEY: API_KEY,
    LADEPLAN_PUBLIC_URL: 'https://charging.example.no',
    LADEPLAN_RETURN_URL: 'https://app.example.no/connected',
    LADEPLAN_CONTROLLER_NAME: 'Eksempelkraft AS',
    LADEPLAN_CONTROLLER_CONTACT: 'personvern@example.no',
    LADEPLAN_DRAIN_SECONDS: String(NOTICE_SECONDS),
    LADEPLAN_FIRST_TEST_CHARGE: 'off',
    LADEPLAN_HERD_SECONDS: '0',
    TESLA_CLIENT_ID: client.clientId,
    TESLA_CLIENT_SECRET: client.clientSecret,
    TESLA_AUTHORIZE_URL: `${oauth}/authorize`,
    TESLA_TOKEN_URL: `${oauth}/token`,
    TESLA_ISSUER: oauth,
    TESLA_REVOCATION_URL: `${oauth}/revoke`,
    TESLA_API_URL: url,
    TESLA_COMMAND_URL: `${url}/signing-proxy`,
    HVAKOSTERSTROMMEN_URL: url,
    ELPRISETJUSTNU_URL: url,
    NORGES_BANK_URL: url,
  }
}
