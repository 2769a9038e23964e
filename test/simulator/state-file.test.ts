import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SteppedClock } from '../../src/base/clock.ts'
import { readSimulatorTime } from '../../src/simulator/state-file.ts'
import { api, connect, refresh, stage, tokensIn } from './support.ts'

const savedSchema = z.looseObject({ books: z.object({ tesla: z.json(), smartcar: z.json() }) })
const VIN = '5YJ3E1EA0TEST0001'
let folder: string
let stateFile: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-'))
  stateFile = join(folder, 'simulator.json')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('a simulator with a state file', () => {
  it('goes on where it was: time, cars, tokens and counts', async () => {
    const first = await stage({ stateFile })
    const tokens = await connect(first)
    first.pass(3600)
    await api(first, tokens.access, `/vehicles/${VIN}/command/charge_stop`, {})
    first.pass(60)
    const before = first.simulator.report()
    await first.simulator.close()

    const saved = readSimulatorTime(stateFile)
    expect(saved).toEqual(before.now)
    const second = await stage({ stateFile, clock: new SteppedClock(saved ?? before.now) })
    const report = second.simulator.report()
    expect(report).toEqual(before)
    expect(report.cars[0]).toMatchObject({ status: 'connected', effectiveCommands: [{ kind: 'stop' }] })
    expect((await api(second, tokens.access, '/vehicles')).status).toBe(200)
    const renewed = tokensIn(await refresh(second, tokens.refresh))
    expect(before.secrets).not.toContain(renewed.access)
    expect(before.secrets).not.toContain(renewed.refresh)
    await second.simulator.close()
  })

  it('reads what was saved before there were more than two carmakers', async () => {
    const first = await stage({ stateFile })
    const tokens = await connect(first)
    await first.simulator.close()
    const { books, ...state } = savedSchema.parse(JSON.parse(readFileSync(stateFile, 'utf8')))
    const before = { ...state, version: 1, grants: books.tesla, smartcarGrants: books.smartcar }
    writeFileSync(stateFile, JSON.stringify(before))
    const second = await stage({ stateFile, clock: new SteppedClock(first.clock.now()) })
    expect((await api(second, tokens.access, '/vehicles')).status).toBe(200)
    await second.simulator.close()
  })

  it('has saved a command before the answer is out', async () => {
    const first = await stage({ stateFile })
    const { access } = await connect(first)
    first.pass(60)
    await api(first, access, `/vehicles/${VIN}/command/charge_stop`, {})
    // The first simulator is still there, as after a kill it would not be: nothing but the file is taken over.
    const second = await stage({ stateFile, clock: new SteppedClock(first.clock.now()) })
    expect(second.simulator.report().cars[0]?.effectiveCommands).toHaveLength(1)
    await Promise.all([first.simulator.close(), second.simulator.close()])
  })

  it('keeps the file from other users, since it holds tokens', async () => {
    const { simulator } = await stage({ stateFile })
    expect(statSync(stateFile).mode & 0o777).toBe(0o600)
    await simulator.close()
  })

  it('says what to do about a file it cannot read, or one of another seed', async () => {
    expect(readSimulatorTime(stateFile)).toBeUndefined()
    const { simulator } = await stage({ stateFile })
    await simulator.close()
    await expect(stage({ stateFile, seed: 'other' })).rejects.toThrow('made with seed "test", not "other"')
    writeFileSync(stateFile, '{"half')
    await expect(stage({ stateFile })).rejects.toThrow('Remove the file to begin anew')
  })
})
