import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canariesOf } from '../../src/cli/demo/proof.ts'
import type { CanaryInputs } from '../../src/privacy/canary/pattern.ts'
import { patternsFor } from '../../src/privacy/canary/patterns.ts'
import { scanDirectory, type ScanResult } from '../../src/privacy/canary/scan-files.ts'
import { createScanner, type Hit } from '../../src/privacy/canary/scan.ts'
import { nightCar, wall } from '../journeys/night.ts'
import { playStreaming } from '../journeys/streaming-night.ts'
import { openServerDatabase } from '../support/server-database.ts'
import { findPostgres, startOwnPostgres, type OwnPostgres } from '../support/own-postgres.ts'
import { connect, openStage, type Stage } from '../support/stage.ts'
import { kindsOf } from './canary-sinks.ts'

/** Takes a server of its own, so it is played only if LADEPLAN_LONG_TESTS is set and PostgreSQL is installed. */
const IS_LEFT_OUT = process.env['LADEPLAN_LONG_TESTS'] === undefined || findPostgres() === undefined

/** The server's files and its log: what PostgreSQL has beyond what every engine leaves behind. */
async function searchServer({ data, said }: OwnPostgres, inputs: CanaryInputs): Promise<ScanResult> {
  const scanner = createScanner(patternsFor(inputs))
  const files = await scanDirectory(scanner, data, 'database')
  return { ...files, hits: [...files.hits, ...scanner.scan(Buffer.from(said()), 'log')] satisfies Hit[] }
}

describe.skipIf(IS_LEFT_OUT)(
  'an evening in which cars stream, on a PostgreSQL server (LADEPLAN_LONG_TESTS)',
  () => {
    let server: OwnPostgres
    let stage: Stage
    let database: Awaited<ReturnType<typeof openServerDatabase>>

    beforeAll(async () => {
      server = await startOwnPostgres()
      database = await openServerDatabase(server.url)
      const cars = [nightCar({ hasKey: true })]
      stage = await openStage(database.db, { start: wall('16:30'), cars, streams: true })
      await connect(stage)
      await playStreaming(stage, wall('21:00'), { minutes: 15 })
    })
    afterAll(async () => {
      await stage.close()
      await server.start()
      await database.close()
      await server.close()
    })

    test('left no position, token or VIN in its files, log of writes or log, as it was killed', async () => {
      const report = stage.simulator.report()
      expect(report.coordinatesSent).toBeGreaterThan(10)
      expect(report.cars[0]?.streams).toBe(true)
      await server.kill()
      const { hits, bytes } = await searchServer(server, canariesOf(report, []))
      expect(hits).toEqual([])
      expect(bytes).toBeGreaterThan(10_000_000)
    })

    test('would have been caught with one position that was written and taken back, and one that a statement failed with', async () => {
      await server.start()
      const [pair] = stage.simulator.report().pool
      const { latitude = 0, longitude = 0 } = pair ?? {}
      const write = database.db.transaction().execute(async (trx) => {
        await sql`update vehicle set power_kw = ${latitude}`.execute(trx)
        await sql.raw(`select ${String(latitude)}, ${String(longitude)} / 0`).execute(trx)
      })
      await expect(write).rejects.toThrow('division by zero')
      // What is taken back goes to disk with the next thing that is kept, at the latest.
      await sql`update vehicle set power_kw = 1`.execute(database.db)
      await server.kill()
      const { hits } = await searchServer(server, {
        coordinates: pair === undefined ? [] : [pair],
        secrets: [],
      })
      expect(kindsOf(hits)).toEqual(
        expect.arrayContaining(['coordinate in database/pg_wal', 'coordinate in log']),
      )
    })
  },
)
