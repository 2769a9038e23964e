import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { TABLE_OWNERS } from '../../src/database/table-owners.ts'
import { describeOnEveryEngine, sharedEmbedded } from '../support/database.ts'
import { deleteRows } from '../support/shared-database.ts'
import { connect, useStage } from '../support/stage.ts'

/** Tables that hold anything. */
async function filled(db: Database): Promise<readonly string[]> {
  const found: string[] = []
  for (const table of Object.keys(TABLE_OWNERS)) {
    const { rows } = await sql`select from ${sql.table(table)} limit 1`.execute(db)
    if (rows.length > 0) found.push(table)
  }
  return found
}

describeOnEveryEngine('a test that begins', (database) => {
  const stage = useStage(database)

  it('finds no row of the one before, not even where rows are only added', async () => {
    await connect(stage())
    expect(await filled(database())).toEqual(expect.arrayContaining(['consent_event', 'token', 'vehicle']))
    await deleteRows(database())
    expect(await filled(database())).toEqual([])
  })

  it('leaves references and rules of the database in force', async () => {
    await deleteRows(database())
    const { connection } = await connect(stage())
    const events = database().deleteFrom('consent_event').where('connection_id', '=', connection.id)
    await expect(events.execute()).rejects.toThrow('append-only')
    await expect(database().deleteFrom('site').execute()).rejects.toThrow('foreign key')
  })
})

describe('the database that suites share', () => {
  it('is the same for the next suite, with empty tables', async () => {
    const db = await sharedEmbedded()
    await sql`insert into exchange_rate (currency, day, rate, source, fetched_at)
      values ('EUR', '2024-12-12', 11.7, 'test', ${new Date('2024-12-12T16:00:00Z')})`.execute(db)
    expect(await filled(db)).toEqual(['exchange_rate'])
    expect(await sharedEmbedded()).toBe(db)
    expect(await filled(db)).toEqual([])
  })

  it.each([
    ['a column', 'alter table site add column tried text'],
    ['a rule that is switched off', 'alter table consent_event disable trigger all'],
  ])('is another one after %s was changed', async (_, change) => {
    const db = await sharedEmbedded()
    await sql.raw(change).execute(db)
    expect(await sharedEmbedded()).not.toBe(db)
  })
})
