import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { money } from '../../src/base/units.ts'
import { replay } from '../../src/cli/replay.ts'
import { planById, planWrite } from '../../src/control/plan-store.ts'
import { write } from '../../src/database/writes.ts'
import type { StoredPlan } from '../../src/control/known.ts'
import { type OpenDatabase, openEmbedded } from '../../src/database/database.ts'
import { FolderLockedError, type LockHolder } from '../../src/database/folder-lock.ts'
import { planCharging } from '../../src/planning/plan.ts'
import { following } from '../../src/planning/replan.ts'
import { DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { minutesAfter, nightOf, slotsOf } from '../support/pictures.ts'
import { connect, openStage, useStage } from '../support/stage.ts'
import type { Written } from './plan-io.ts'

const directory = mkdtempSync(join(tmpdir(), 'ladeplan-replay-'))
const holder: LockHolder = { pid: process.pid, isAlive: () => true }
afterAll(() => {
  rmSync(directory, { recursive: true })
})

const asked = nightOf(slotsOf([3, -0.1, 2.123456, null, 0.3], { start: DUSK }), { hours: 2.5 })
/** As it is asked in the middle of a night. */
const problem = {
  ...following(planCharging(asked), asked),
  runs: { maxStarts: 2, minimumRunMinutes: 30, startCost: money(0.1) },
}

function planFor(vehicleId: string, changes: Partial<StoredPlan> = {}): StoredPlan {
  const plan = planCharging(problem)
  const promisedReadyBy = minutesAfter(DUSK, 600)
  return {
    id: 'same',
    vehicleId,
    madeAt: DUSK,
    cause: 'first-plan',
    plan,
    problem,
    promisedReadyBy,
    ...changes,
  }
}

async function run(...args: readonly string[]): Promise<Written> {
  let [out, err] = ['', '']
  const code = await replay(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    environment: { LADEPLAN_DATA_DIRECTORY: directory },
    process: holder,
  })
  return { code, out, err }
}

/** One plan as it was made, one that is an øre dearer, and one whose request was changed. */
async function fill({ db }: OpenDatabase): Promise<void> {
  const stage = await openStage(db)
  const { vehicle } = await connect(stage)
  const made = planFor(vehicle.id)
  const cost = money((made.plan.cost ?? Number.NaN) + 0.01)
  await db.transaction().execute(async (trx) => {
    await write(trx, planWrite(trx, made))
    await write(trx, planWrite(trx, { ...made, id: 'dearer', plan: { ...made.plan, cost } }))
    await write(trx, planWrite(trx, { ...made, id: 'changed', problem: { ...problem, chargingNow: true } }))
  })
  await stage.close()
}

describe('a plan in an embedded database', () => {
  beforeAll(async () => {
    const snapshot = new Blob([readFileSync(inject('snapshotFile'))])
    const database = await openEmbedded({ directory, process: holder, snapshot })
    await fill(database)
    // While a process has it open, a replay is refused.
    await expect(run('same')).rejects.toThrow(FolderLockedError)
    await expect(run('same', '--data', directory)).rejects.toThrow('is in use by process')
    await database.close()
  })

  it('is the same when it is planned again, by its id', async () => {
    expect((await run('same')).code).toBe(0)
    expect((await run('same', '--data', directory)).out).toMatch(/^same: the same plan, \d+ values compared/)
  })

  it('is found to differ by one øre', async () => {
    const { code, out } = await run('dearer')
    expect(code).toBe(1)
    expect(out).toMatch(/1 of \d+ values differ\.\n {2}cost: stored /)
  })

  it('is not replayed when its request was changed', async () => {
    expect((await run('changed')).code).toBe(3)
  })

  it('is not found under another id', async () => {
    const { code, err } = await run('another')
    expect([code, err]).toEqual([66, 'another is no file, and no plan in the database has that id.\n'])
  })
})

describeOnEveryEngine('a plan by its id', (database) => {
  const stage = useStage(database)

  it('comes back as it was made, or not at all', async () => {
    const { vehicle } = await connect(stage())
    const made = planFor(vehicle.id)
    await write(database(), planWrite(database(), made))
    expect(await planById(database(), 'same')).toEqual(made)
    expect(await planById(database(), 'another')).toBeUndefined()
  })
})
