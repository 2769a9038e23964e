import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { thisProcess } from '../../src/cli/this-process.ts'
import { openEmbedded } from '../../src/database/database.ts'
import { keyEncryptionKey } from '../../src/keys/key-encryption-key.ts'
import { obtainDriverKey } from '../../src/keys/key-store.ts'
import { openKeys } from '../../src/keys/open-keys.ts'
import { compiled } from '../support/compiled.ts'

const KEY = Buffer.alloc(32, 7)
const OTHER = Buffer.alloc(32, 0xa5)
const NOW = new Date('2024-12-12T16:00:00Z')
const directory = mkdtempSync(join(tmpdir(), 'ladeplan-keys-'))
const databaseFolder = join(directory, 'data')
const keyFile = join(directory, 'key')

/** What a process of the service says, and how it ends, with this in its key file; `null`: there is no file. */
async function startedWith(key: Buffer | null): Promise<{ code: number | null; said: string }> {
  rmSync(keyFile, { force: true })
  if (key !== null) writeFileSync(keyFile, key.toString('base64url'), { mode: 0o600 })
  const child = spawn(process.execPath, [compiled('src/main.ts')], {
    env: {
      PATH: process.env['PATH'],
      // It ends before it listens.
      PORT: '18080',
      LADEPLAN_DATA_DIRECTORY: databaseFolder,
      LADEPLAN_KEY_FILE: keyFile,
      LADEPLAN_API_KEY: 'lp_0123456789abcdef0123456789abcdef',
      LADEPLAN_PUBLIC_URL: 'https://charging.example.no',
      LADEPLAN_RETURN_URL: 'https://app.example.no/connected',
      LADEPLAN_CONTROLLER_NAME: 'Eksempelkraft AS',
      LADEPLAN_CONTROLLER_CONTACT: 'personvern@example.no',
      TESLA_CLIENT_ID: 'client',
      TESLA_CLIENT_SECRET: 'secret',
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, said }
}

/** Every row that is wrapped under the key, as it lies in the database. */
async function wrapped(): Promise<string> {
  const opened = await openEmbedded({ directory: databaseFolder, process: thisProcess })
  const rows = [
    await opened.db.selectFrom('driver_key').selectAll().execute(),
    await opened.db.selectFrom('hash_key').selectAll().execute(),
  ]
  await opened.close()
  return JSON.stringify(rows)
}

beforeAll(async () => {
  const snapshot = new Blob([readFileSync(inject('snapshotFile'))])
  const opened = await openEmbedded({ directory: databaseFolder, process: thisProcess, snapshot })
  const kek = await openKeys(opened.db, keyEncryptionKey(KEY))
  const driver = { kek, driverId: 'driver-kari', now: NOW }
  await opened.db.transaction().execute((trx) => obtainDriverKey(trx, driver))
  await opened.close()
})
afterAll(() => {
  rmSync(directory, { recursive: true })
})

describe('OA16: a service that is started', () => {
  test.each<[string, Buffer | null]>([
    ['with another key', OTHER],
    ['without its key', null],
    ['with a key of 31 bytes', OTHER.subarray(1)],
  ])('%s ends with a fault, prints no key and overwrites nothing', async (_, key) => {
    const before = await wrapped()
    const { code, said } = await startedWith(key)
    expect(code).toBeGreaterThan(0)
    expect(said).toMatch(/key/i)
    for (const bytes of [KEY, OTHER, OTHER.subarray(1)]) {
      for (const form of ['base64url', 'base64', 'hex', 'latin1'] as const) {
        expect(said.includes(bytes.toString(form))).toBe(false)
      }
    }
    expect(await wrapped()).toBe(before)
    if (key !== null) expect(readFileSync(keyFile, 'utf8')).toBe(key.toString('base64url'))
  })
})
