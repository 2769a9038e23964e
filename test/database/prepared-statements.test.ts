import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { describeOnEveryEngine } from '../support/database.ts'

describeOnEveryEngine('Statements that are prepared once', (database) => {
  const readAll = async () => (await sql`select * from prepared_once where n > ${0}`.execute(database())).rows

  it('go on working when a migration has changed their columns meanwhile', async () => {
    await sql`create table prepared_once (n int)`.execute(database())
    await sql`insert into prepared_once values (1)`.execute(database())
    expect(await readAll()).toEqual([{ n: 1 }])
    await sql`alter table prepared_once add column added text default 'new'`.execute(database())
    expect(await readAll()).toEqual([{ n: 1, added: 'new' }])
    await sql`drop table prepared_once`.execute(database())
  })

  it('fail once inside a transaction then, and work in the next', async () => {
    await sql`create table prepared_once (n int)`.execute(database())
    expect(await readAll()).toEqual([])
    await sql`alter table prepared_once add column added text`.execute(database())
    const within = () =>
      database()
        .transaction()
        .execute((trx) => sql`select * from prepared_once where n > ${0}`.execute(trx))
    await expect(within()).rejects.toThrow('current transaction is aborted')
    expect((await within()).rows).toEqual([])
    await sql`drop table prepared_once`.execute(database())
  })

  it('of which there are more than are kept are answered as well', async () => {
    for (let n = 0; n < 600; n++) {
      const { rows } = await sql`select ${n}::int + ${sql.lit(n)} as n`.execute(database())
      expect(rows).toEqual([{ n: 2 * n }])
    }
  })
})
