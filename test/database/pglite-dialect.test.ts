import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenDatabase } from '../../src/database/database.ts'
import { openTestDatabase } from '../support/database.ts'

describe('The embedded database', () => {
  let opened: OpenDatabase
  beforeAll(async () => {
    opened = await openTestDatabase()
  })
  afterAll(() => opened.close())

  const oneOf = async (statement: ReturnType<typeof sql<{ n: number }>>): Promise<number | undefined> =>
    (await statement.execute(opened.db)).rows[0]?.n

  it('answers a statement that it keeps as it answers it the first time', async () => {
    const doubled = (n: number) => oneOf(sql<{ n: number }>`select ${n}::int * 2 as n`)
    expect([await doubled(1), await doubled(21), await doubled(-3)]).toEqual([2, 42, -6])
  })

  it('goes on after a statement that fails, kept or not', async () => {
    const hundredBy = (n: number) => oneOf(sql<{ n: number }>`select 100 / ${n}::int as n`)
    expect(await hundredBy(4)).toBe(25)
    await expect(hundredBy(0)).rejects.toThrow('division by zero')
    await expect(sql`select nothing from nowhere where 1 = ${1}`.execute(opened.db)).rejects.toThrow(
      'nowhere',
    )
    await expect(sql`select nothing from nowhere`.execute(opened.db)).rejects.toThrow('nowhere')
    expect(await hundredBy(5)).toBe(20)
  })

  it('takes back all of a transaction in which a statement failed', async () => {
    await sql`create table tried (n int primary key)`.execute(opened.db)
    const twice = opened.db.transaction().execute(async (trx) => {
      await sql`insert into tried values (${1})`.execute(trx)
      await sql`insert into tried values (${1})`.execute(trx)
    })
    await expect(twice).rejects.toMatchObject({ code: '23505' })
    expect(await oneOf(sql<{ n: number }>`select count(*) as n from tried`)).toBe(0)
  })

  it('lets one transaction end before the next statement begins', async () => {
    const order: string[] = []
    const transaction = opened.db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx)
      await sql`select 2`.execute(trx)
      order.push('transaction')
    })
    const beside = sql`select 3`.execute(opened.db).then(() => order.push('beside'))
    await Promise.all([transaction, beside])
    expect(order).toEqual(['transaction', 'beside'])
  })

  it('lets what else the process does go on between two statements', async () => {
    let turns = 0
    const countTurns = (): void => {
      turns++
      immediate = setImmediate(countTurns)
    }
    let immediate = setImmediate(countTurns)
    const statements = Array.from({ length: 20 }, () => sql`select 1`.execute(opened.db))
    await Promise.all(statements)
    clearImmediate(immediate)
    expect(turns).toBeGreaterThanOrEqual(statements.length - 1)
  })
})
