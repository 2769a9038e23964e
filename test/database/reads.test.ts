import { expect, it } from 'vitest'
import { z } from 'zod'
import { makeDue } from '../../src/database/claim-due.ts'
import {
  allOf,
  createReads,
  KEYS_AT_ONCE,
  readOfEach,
  type ReadAlong,
  type RowKey,
} from '../../src/database/reads.ts'
import { countStatements } from '../support/count-statements.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const MIDNIGHT = new Date('2024-12-12T00:00:00Z')

describeOnEveryEngine('what is read together', (database) => {
  const fenceOf = (key: RowKey): ReadAlong<readonly number[]> => ({
    query: database().selectFrom('vehicle_due').select('fence').where('vehicle_id', '=', key),
    from: allOf(z.object({ fence: z.number() }).transform(({ fence }) => fence)),
  })
  const list = async (...keys: readonly string[]) => {
    for (const [fence, key] of keys.entries()) {
      await makeDue(database(), 'vehicle_due', key, MIDNIGHT)
      await database().updateTable('vehicle_due').set({ fence }).where('vehicle_id', '=', key).execute()
    }
  }

  it('goes in one statement, and is there once that is through', async () => {
    await list('one', 'two')
    const { db, sent } = countStatements(database())
    const reads = createReads(db)
    const [one, two] = [reads.add(fenceOf('one')), reads.add(fenceOf('two'))]
    expect(one).toThrow('not run yet')
    await reads.run()
    expect([one(), two()]).toEqual([[0], [1]])
    expect(sent()).toBe(1)
  })

  it('of several keys goes in one statement, and each finds what is its own', async () => {
    await list('one', 'two', 'three')
    const { db, sent } = countStatements(database())
    const of = await readOfEach(db, ['three', 'nobody', 'one'], (reads, key) => {
      const [fence, again] = [reads.add(fenceOf(key)), reads.add(fenceOf(key))]
      return () => ({ fence: fence(), again: again() })
    })
    expect(['one', 'nobody', 'three'].map(of)).toEqual([
      { fence: [0], again: [0] },
      { fence: [], again: [] },
      { fence: [2], again: [2] },
    ])
    expect(sent()).toBe(1)
  })

  it('of several keys keeps what can be read of one although another cannot', async () => {
    await list('one', 'two')
    const of = await readOfEach(database(), ['one', 'two'], (reads, key) => {
      const fence = reads.add(fenceOf(key))
      return () => {
        if (fence()[0] === 0) throw new Error('cannot be read')
        return fence()
      }
    })
    expect(() => of('one')).toThrow('cannot be read')
    expect(of('two')).toEqual([1])
  })

  it('has two shapes, for one key and for more, so that few are planned', async () => {
    const shapes: string[] = []
    const db = database().withPlugin({
      transformQuery: ({ node, queryId }) => {
        shapes.push(database().getExecutor().compileQuery(node, queryId).sql)
        return node
      },
      transformResult: ({ result }) => Promise.resolve(result),
    })
    for (let count = 1; count <= KEYS_AT_ONCE; count++) {
      const keys = Array.from({ length: count }, (_, n) => `car ${String(n)}`)
      await readOfEach(db, keys, (reads, key) => reads.add(fenceOf(key)))
    }
    expect(shapes).toHaveLength(KEYS_AT_ONCE)
    expect(new Set(shapes).size).toBe(2)
  })

  it('is refused of more keys than go in one statement', async () => {
    const keys = Array.from({ length: KEYS_AT_ONCE + 1 }, (_, n) => `car ${String(n)}`)
    const attempt = readOfEach(database(), keys, (reads, key) => reads.add(fenceOf(key)))
    await expect(attempt).rejects.toThrow(`${String(KEYS_AT_ONCE + 1)} keys, ${String(KEYS_AT_ONCE)} at most`)
  })
})
