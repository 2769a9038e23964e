import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { prices } from '../../src/cli/prices.ts'
import { UsageError } from '../../src/cli/usage.ts'
import { openEmbedded } from '../../src/database/database.ts'
import { FolderLockedError, type LockHolder } from '../../src/database/folder-lock.ts'
import { saveRefusal } from '../../src/prices/import/refusal-store.ts'

const directory = mkdtempSync(join(tmpdir(), 'ladeplan-refused-'))
const holder: LockHolder = { pid: process.pid, isAlive: () => true }
afterAll(() => {
  rmSync(directory, { recursive: true })
})

async function run(...args: readonly string[]) {
  let [out, err] = ['', '']
  const code = await prices(['--refused', ...args], {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    environment: { LADEPLAN_DATA_DIRECTORY: directory },
    process: holder,
  })
  return { code, out, err }
}

describe('documents of prices that were refused, in an embedded database', () => {
  beforeAll(async () => {
    expect(await run()).toMatchObject({ code: 66, out: '' })
    const snapshot = new Blob([readFileSync(inject('snapshotFile'))])
    const database = await openEmbedded({ directory, process: holder, snapshot })
    await database.db.transaction().execute((trx) =>
      saveRefusal(trx, {
        ...{ zone: 'NO2', day: '2024-12-13', source: 'entsoe' },
        refusal: { code: 'wrong-zone', found: 'the series is for 10YNO-3--------J', expected: '10YNO-2' },
        refusedAt: new Date('2024-12-12T12:00:00Z'),
        askAgainAt: new Date('2024-12-12T12:07:00Z'),
      }),
    )
    await expect(run()).rejects.toThrow(FolderLockedError)
    await database.close()
  })

  it.each([
    ['en', 'refused once, Thu 12 Dec', 'asked again: Thu 12 Dec'],
    ['nb', 'avvist én gang, tor. 12. des.', 'spørres igjen: tor. 12. des.'],
  ])('are told in %s with what was found and when the zone is asked again', async (lang, last, again) => {
    const { code, out } = await run('--lang', lang)
    expect(code).toBe(0)
    for (const part of ['NO2 2024-12-13 entsoe: wrong-zone', '10YNO-3--------J', last, again])
      expect(out).toContain(part)
  })

  it('are filtered, and none is no fault', async () => {
    expect((await run('--zone', 'NO2', '--day', '2024-12-13', '--source', 'entsoe')).out).toContain('NO2')
    expect((await run('--zone', 'NO4')).out).toBe('No document of prices has been refused.\n')
  })

  it('come as JSON', async () => {
    const { out } = await run('--json', '--data', directory)
    const [refusal] = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(out))
    expect(refusal).toMatchObject({ code: 'wrong-zone', times: 1, askAgainAt: '2024-12-12T12:07:00.000Z' })
  })

  it('cannot be asked for in a zone or language there is not', async () => {
    const refusal = await run('--zone', 'NO9', '--day', '12.12.', '--lang', 'sv').catch(
      (error: unknown) => error,
    )
    expect(refusal).toBeInstanceOf(UsageError)
    for (const option of ['--zone', '--day', '--lang']) expect(String(refusal)).toContain(`${option}:`)
  })
})
