import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { makeDue } from '../../src/database/claim-due.ts'
import { write } from '../../src/database/writes.ts'
import { countStatements } from '../support/count-statements.ts'
import { describeOnEveryEngine } from '../support/database.ts'

const MIDNIGHT = new Date('2024-12-12T00:00:00Z')

describeOnEveryEngine('what is written together', (database) => {
  const move = (key: string, fence: number) =>
    database().updateTable('vehicle_due').set({ fence }).where('vehicle_id', '=', key)
  const fences = async () => {
    const rows = await database()
      .selectFrom('vehicle_due')
      .select(['vehicle_id', 'fence'])
      .orderBy('vehicle_id')
      .execute()
    return rows.map(({ fence }) => fence)
  }
  const listTwo = async () => {
    for (const key of ['one', 'two']) await makeDue(database(), 'vehicle_due', key, MIDNIGHT)
  }

  it('goes in one statement, however many parts it has', async () => {
    await listTwo()
    const { db, sent } = countStatements(database())
    await write(db, { first: move('one', 7) }, {}, { second: move('two', 8) })
    expect(await fences()).toEqual([7, 8])
    expect(sent()).toBe(1)
  })

  it('is not sent where there is nothing', async () => {
    const { db, sent } = countStatements(database())
    await write(db)
    await write(db, {}, {})
    expect(sent()).toBe(0)
  })

  it('hands the rows of a part to those after it', async () => {
    await listTwo()
    const raised = sql`update vehicle_due set fence = 5 where vehicle_id = 'one' returning fence`
    const doubled = sql`update vehicle_due set fence = 2 * (select fence from raised) where vehicle_id = 'two'`
    await write(database(), { raised, doubled })
    expect(await fences()).toEqual([5, 10])
  })

  it('is not written at all where one part of it fails', async () => {
    await listTwo()
    const attempt = write(database(), {
      first: move('one', 7),
      second: sql`insert into vehicle_due default values`,
    })
    await expect(attempt).rejects.toThrow('null value')
    expect(await fences()).toEqual([0, 0])
  })
})
