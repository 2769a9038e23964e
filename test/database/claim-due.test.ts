import { sql } from 'kysely'
import { expect, it } from 'vitest'
import {
  bucketOf,
  claimDue,
  fenced,
  LeaseLostError,
  makeDue,
  neverDue,
  nextDueTimes,
  settleDue,
  writeHeld,
  type Claim,
} from '../../src/database/claim-due.ts'
import type { Database } from '../../src/database/database.ts'
import { createReads } from '../../src/database/reads.ts'
import { countStatements } from '../support/count-statements.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { untilOneWaits } from '../support/until-one-waits.ts'

const MIDNIGHT = new Date('2024-12-12T00:00:00Z')
const LATER = new Date('2024-12-12T01:00:00Z')

describeOnEveryEngine('claimDue', (database, engine) => {
  const claim = (now = MIDNIGHT, limit = 10): Promise<readonly Claim[]> =>
    claimDue(database(), { table: 'vehicle_due', now, limit })

  const theOneDue = async (): Promise<Claim> => {
    const [held] = await claim()
    if (held === undefined) throw new Error('nothing was claimed')
    return held
  }
  /** Puts another row on the list. */
  const otherDue = (at: Date) => ({
    added: sql`insert into vehicle_due (vehicle_id, bucket, due_at) values ('other', ${bucketOf('other')}, ${at})`,
  })

  it('claims what is due, the longest due first, and nothing that is due later', async () => {
    await makeDue(database(), 'vehicle_due', 'second', new Date(MIDNIGHT.getTime() - 1000))
    await makeDue(database(), 'vehicle_due', 'first', new Date(MIDNIGHT.getTime() - 2000))
    await makeDue(database(), 'vehicle_due', 'tomorrow', LATER)
    expect(new Set((await claim()).map(({ key }) => key))).toEqual(new Set(['first', 'second']))
    expect((await claim(LATER)).map(({ key }) => key)).toEqual(['tomorrow'])
  })

  it('gives a row to one claimant only while the lease runs', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const claims = await Promise.all([claim(), claim(), claim(), claim()])
    expect(claims.flat()).toHaveLength(1)
  })

  it('claims no more than the limit of a table that was analysed when it held one row', async () => {
    await makeDue(database(), 'price_due', 'NO1', MIDNIGHT)
    await sql`analyze price_due`.execute(database())
    for (const zone of ['NO2', 'NO3', 'NO4']) await makeDue(database(), 'price_due', zone, MIDNIGHT)
    const next = async () => claimDue(database(), { table: 'price_due', now: MIDNIGHT, limit: 1 })
    for (const zone of ['NO1', 'NO2', 'NO3', 'NO4'])
      expect((await next()).map(({ key }) => key)).toEqual([zone])
  })

  it('raises the fence with every claim and takes a row over once its lease has run out', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const [dead] = await claim()
    await expireLeases(database())
    const [heir] = await claim()
    expect([dead?.fence, heir?.fence]).toEqual([1, 2])
  })

  it('lets a process that lost its lease write nothing', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const zombie = await theOneDue()
    await expireLeases(database())
    await claim()
    let wrote = false
    const attempt = fenced(database(), zombie, () => {
      wrote = true
      return Promise.resolve()
    })
    await expect(attempt).rejects.toThrow(LeaseLostError)
    expect(wrote).toBe(false)
  })

  it('is due again when the pass says so', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const held = await theOneDue()
    await fenced(database(), held, (trx) => settleDue(trx, held, LATER))
    expect(await claim()).toEqual([])
    expect(await nextDueTimes(database())).toEqual({
      vehicle_due: LATER,
      connection_due: null,
      price_due: null,
    })
  })

  it('does not lose a poke that arrives during a pass', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const held = await theOneDue()
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    await fenced(database(), held, (trx) => settleDue(trx, held, LATER))
    expect(await claim()).toHaveLength(1)
  })

  it('is settled along with what else is to be written, in one statement', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const held = await theOneDue()
    const { db, sent } = countStatements(database())
    await writeHeld(db, held, { nextDue: LATER, writes: [otherDue(LATER)] })
    expect(sent()).toBe(1)
    expect(await claim()).toEqual([])
    expect((await claim(LATER)).map(({ key }) => key)).toEqual(['car', 'other'])
  })

  it('settled along with more does not lose a poke either', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const held = await theOneDue()
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    await writeHeld(database(), held, { nextDue: LATER, writes: [] })
    expect(await claim()).toHaveLength(1)
  })

  it('settles nothing, and writes nothing else, for a process that lost its lease', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const zombie = await theOneDue()
    await expireLeases(database())
    const heir = await theOneDue()
    await expect(
      writeHeld(database(), zombie, { nextDue: LATER, writes: [otherDue(MIDNIGHT)] }),
    ).rejects.toThrow(LeaseLostError)
    expect(await claim()).toEqual([])
    await writeHeld(database(), heir, { nextDue: MIDNIGHT, writes: [] })
    expect((await claim()).map(({ key }) => key)).toEqual(['car'])
  })

  it('keeps its lease, and tells what it read as of before, where it writes without an end', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const held = await theOneDue()
    await sql`update vehicle_due set lease_until = clock_timestamp() + interval '1 second'`.execute(
      database(),
    )
    const { db, sent } = countStatements(database())
    const reads = createReads(db)
    const listed = reads.add({ query: sql`(select from vehicle_due)`, from: (rows) => rows.length })
    await writeHeld(db, held, { nextDue: null, writes: [otherDue(LATER)], reads })
    expect([sent(), listed()]).toEqual([1, 1])
    expect((await claim(LATER)).map(({ key }) => key)).toEqual(['other'])
    const { rows } = await sql`
      select from vehicle_due where vehicle_id = 'car' and lease_until > clock_timestamp() + interval '5 seconds'`.execute(
      database(),
    )
    expect(rows).toHaveLength(1)
  })

  it('stays claimed where what comes with the settling fails', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const held = await theOneDue()
    const broken = { broken: sql`insert into vehicle_due default values` }
    await expect(writeHeld(database(), held, { nextDue: MIDNIGHT, writes: [broken] })).rejects.toThrow(
      'null value',
    )
    expect(await claim()).toEqual([])
    await writeHeld(database(), held, { nextDue: MIDNIGHT, writes: [] })
    expect(await claim()).toHaveLength(1)
  })

  const locked = sql`select from price_due where zone = 'NO1' for update`
  /** Writes under a claim while somebody else has what it locks as well, and looks whether it has its own row meanwhile. */
  const waitFor = async (write: (held: Claim) => Promise<void>): Promise<void> => {
    await makeDue(database(), 'price_due', 'NO1', MIDNIGHT)
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const held = await theOneDue()
    let waiting = Promise.resolve()
    const looking = database()
      .transaction()
      .execute(async (trx) => {
        await locked.execute(trx)
        waiting = write(held)
        await untilOneWaits(database())
        await sql`select from vehicle_due where vehicle_id = 'car' for update nowait`.execute(trx)
      })
    await Promise.allSettled([looking])
    await waiting
    await looking
  }

  it.runIf(engine === 'PostgreSQL')('holds no row while it waits for what is locked first', async () => {
    await waitFor((held) => fenced(database(), held, (trx) => settleDue(trx, held, LATER), locked))
    expect(await claim(LATER)).toHaveLength(1)
  })

  it.runIf(engine === 'PostgreSQL')(
    'holds its row while it waits for what is locked later (control)',
    async () => {
      const lockedLater = (held: Claim) =>
        fenced(database(), held, async (trx) => {
          await locked.execute(trx)
        })
      await expect(waitFor(lockedLater)).rejects.toThrow('could not obtain lock')
    },
  )

  it('claims only from the buckets it is asked for', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    const others = Array.from({ length: 256 }, (_, bucket) => bucket).filter(
      (bucket) => bucket !== bucketOf('car'),
    )
    const request = { table: 'vehicle_due', now: MIDNIGHT, limit: 10 } as const
    expect(await claimDue(database(), { ...request, buckets: others })).toEqual([])
    expect(await claimDue(database(), { ...request, buckets: [bucketOf('car')] })).toHaveLength(1)
  })

  it('forgets a row that is never due again', async () => {
    await makeDue(database(), 'vehicle_due', 'car', MIDNIGHT)
    await neverDue(database(), 'vehicle_due', 'car')
    expect(await claim(LATER)).toEqual([])
  })

  it.runIf(engine === 'PostgreSQL')(
    'shares 200 rows among eight concurrent claimants without giving one twice',
    async () => {
      const keys = Array.from({ length: 200 }, (_, n) => `car-${String(n)}`)
      await Promise.all(keys.map((key) => makeDue(database(), 'vehicle_due', key, MIDNIGHT)))
      const rounds = await Promise.all(Array.from({ length: 8 }, () => claim(MIDNIGHT, 50)))
      const claimed = rounds.flat().map(({ key }) => key)
      expect(new Set(claimed).size).toBe(claimed.length)
      expect(claimed.length).toBeGreaterThan(100)
    },
  )
})

async function expireLeases(db: Database): Promise<void> {
  await db
    .updateTable('vehicle_due')
    .set({ lease_until: new Date(0) })
    .execute()
}
