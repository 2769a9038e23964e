import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { addMinutes } from 'date-fns'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { why, WHY_HELP } from '../../src/cli/why.ts'
import { decide } from '../../src/control/decide.ts'
import { entryOf } from '../../src/control/decision-log.ts'
import { decisionWrite } from '../../src/control/decision-log-store.ts'
import { openEmbedded } from '../../src/database/database.ts'
import type { LockHolder } from '../../src/database/folder-lock.ts'
import { write } from '../../src/database/writes.ts'
import { factsOf, NOW, stateOf } from '../control/night-facts.ts'
import { connect, openStage } from '../support/stage.ts'
import type { Written } from './plan-io.ts'

const directory = mkdtempSync(join(tmpdir(), 'ladeplan-why-'))
const holder: LockHolder = { pid: process.pid, isAlive: () => true }
const known = { id: '' }

beforeAll(async () => {
  const snapshot = new Blob([readFileSync(inject('snapshotFile'))])
  const database = await openEmbedded({ directory, process: holder, snapshot })
  const stage = await openStage(database.db)
  const { vehicle } = await connect(stage)
  known.id = vehicle.id
  for (const [minutes, facts] of [
    [0, factsOf()],
    [10, factsOf()],
    [20, factsOf({ state: stateOf({ status: 'disconnected' }) })],
  ] as const) {
    const entry = entryOf({ facts, decision: decide(facts) }, { planCause: null, commandId: null })
    await database.db
      .transaction()
      .execute((trx) => write(trx, decisionWrite(vehicle.id, entry, addMinutes(NOW, minutes))))
  }
  await stage.close()
  await database.close()
}, 60_000)
afterAll(() => {
  rmSync(directory, { recursive: true })
})

async function run(...args: readonly string[]): Promise<Written> {
  let [out, err] = ['', '']
  const code = await why(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    environment: { LADEPLAN_DATA_DIRECTORY: directory },
    process: holder,
  })
  return { code, out, err }
}

describe('ladeplan why', () => {
  it('tells the night of a car, in order, by its own clock', async () => {
    const { code, out } = await run(known.id)
    expect(code).toBe(0)
    expect(out).toMatch(
      /Wed 22 Jan, 22:00 {2}Waiting for lower prices\. Charging starts at 02:00\.\n {4}The car was to wait\./,
    )
    expect(out).toContain('The same 2 times, until 22:10, looks again at')
    expect(out).toMatch(/22:20 {2}The car is not plugged in\.\n {4}The car was not controlled\./)
  })

  it('tells it in Norwegian, and a part of it', async () => {
    const from = addMinutes(NOW, 15).toISOString()
    const { out } = await run(known.id, '--language', 'nb', '--from', from, '--data', directory)
    expect(out).toContain('Bilen er ikke koblet til laderen.')
    expect(out).not.toContain('Venter på lavere priser')
  })

  it('says when nothing was decided, and when there is no such car or database', async () => {
    expect(await run(known.id, '--until', '2020-01-01T00:00:00Z')).toMatchObject({
      code: 1,
      out: 'Nothing was decided in that time.\n',
    })
    expect(await run('another')).toMatchObject({
      code: 66,
      err: 'No vehicle in the database has the id another.\n',
    })
    expect((await run(known.id, '--data', join(directory, 'nowhere'))).code).toBe(66)
  })

  it.each([
    [[], 'Name one vehicle'],
    [['car', '--language', 'sv'], '--language is "sv"'],
    [['car', '--from', 'yesterday'], '--from is "yesterday"'],
    [['car', '--from', '2025-01-02T00:00:00Z', '--until', '2025-01-01T00:00:00Z'], 'later than --from'],
  ])('does not take %j', async (args, words) => {
    await expect(run(...args)).rejects.toThrow(words)
  })

  it('is documented in its own words', () => {
    expect(readFileSync('docs/reference/cli.md', 'utf8')).toContain(`\`\`\`text\n${WHY_HELP}\n\`\`\``)
  })
})
