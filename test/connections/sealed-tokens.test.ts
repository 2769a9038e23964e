import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { TABLE_OWNERS } from '../../src/database/table-owners.ts'
import { SealError } from '../../src/keys/envelope.ts'
import { withAccess } from '../../src/connections/tokens.ts'
import { car } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { agree, connect, useStage } from '../support/stage.ts'

const NIGHT_SECONDS = 29_000
const call = (access: string): Promise<string> => Promise.resolve(access)

describeOnEveryEngine('tokens in the database', (database) => {
  const stage = useStage(database, {
    cars: [car(), car({ login: 'ola', driver: 'Ola', vin: '5YJ3E1EA0TEST0002' })],
  })

  it('stand in no table in the clear, and neither does a VIN', async () => {
    const { connection } = await connect(stage())
    stage().pass(NIGHT_SECONDS)
    await withAccess(stage().deps, connection, call)
    await stage().service.tick()
    await agree(stage(), 'driver-ola')
    const { secrets, vins } = stage().simulator.report()
    const everything = await wholeDatabase(database())
    for (const secret of [...secrets, ...vins]) expect(holds(everything, secret)).toBe(false)
    // The scan finds what is there: as text, and as bytes in a column of bytes.
    expect(secrets.length).toBeGreaterThanOrEqual(8)
    expect(holds(everything, connection.id)).toBe(true)
    await database()
      .updateTable('token')
      .set({ sealed_refresh: Buffer.from(secrets[2] ?? '') })
      .execute()
    expect(holds(await wholeDatabase(database()), secrets[2] ?? '')).toBe(true)
  })

  it('OA14: open in no other row', async () => {
    const kari = await connect(stage())
    const ola = await connect(stage(), { driverId: 'driver-ola', login: 'ola' })
    await copyToken(database(), ola.connection.id, kari.connection.id)
    await expect(withAccess(stage().deps, kari.connection, call)).rejects.toThrow(SealError)
    expect(await withAccess(stage().deps, ola.connection, call)).toContain('.')
  })

  it('open in no other row even of the same driver', async () => {
    const { connection } = await connect(stage())
    const [row] = await database().selectFrom('token').selectAll().execute()
    if (row === undefined) throw new Error('no token')
    const second = await agree(stage(), 'driver-ola')
    const moved = { ...second.connection, driverId: connection.driverId }
    await database()
      .insertInto('token')
      .values({ ...row, connection_id: moved.id })
      .execute()
    await expect(withAccess(stage().deps, moved, call)).rejects.toThrow(SealError)
  })

  it('OA14: open in no other field', async () => {
    const { connection } = await connect(stage())
    await sql`update token set sealed_access = sealed_refresh`.execute(database())
    await expect(withAccess(stage().deps, connection, call)).rejects.toThrow(SealError)
  })

  it('OA14: do not open with one bit changed', async () => {
    const { connection } = await connect(stage())
    const size = sql`octet_length(sealed_access) - 20`
    await sql`update token set sealed_access = set_bit(sealed_access, 8 * (${size}), 1 - get_bit(sealed_access, 8 * (${size})))`.execute(
      database(),
    )
    await expect(withAccess(stage().deps, connection, call)).rejects.toThrow(SealError)
  })

  it('do not reach the log, at trace level, when something goes wrong with them', async () => {
    const { connection } = await connect(stage())
    stage().pass(NIGHT_SECONDS)
    for (const status of [400, 401, 500]) {
      stage().door.spoil({ kind: 'answer', status, error: 'server_error' })
      await withAccess(stage().deps, connection, call).catch(() => undefined)
    }
    await stage().service.tick()
    const log = stage().log.join('')
    const { secrets, vins } = stage().simulator.report()
    for (const secret of [...secrets, ...vins]) expect(log).not.toContain(secret)
    expect(log).toContain('carmaker-answered')
  })
})

/** Every row of every table as text; bytes in hexadecimal. */
async function wholeDatabase(db: Database): Promise<string> {
  const tables = Object.keys(TABLE_OWNERS)
  const texts = await Promise.all(
    tables.map(async (table) => {
      const result = await sql<{ row: string }>`select t::text as row from ${sql.table(table)} as t`.execute(
        db,
      )
      return result.rows.map(({ row }) => row).join('\n')
    }),
  )
  return texts.join('\n')
}

function holds(everything: string, secret: string): boolean {
  return everything.includes(secret) || everything.includes(Buffer.from(secret, 'utf8').toString('hex'))
}

async function copyToken(db: Database, from: string, to: string): Promise<void> {
  const row = await db
    .selectFrom('token')
    .selectAll()
    .where('connection_id', '=', from)
    .executeTakeFirstOrThrow()
  const { sealed_access, sealed_refresh } = row
  await db
    .updateTable('token')
    .set({ sealed_access, sealed_refresh })
    .where('connection_id', '=', to)
    .execute()
}
