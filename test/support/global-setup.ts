import { PGlite } from '@electric-sql/pglite'
import { Kysely } from 'kysely'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/database/migrate.ts'
import { pgliteDialect } from '../../src/database/pglite-dialect.ts'
import { dropServerDatabases } from './server-database.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated, empty embedded database as an archive: starting from it takes a fifth of a cold start. */
    snapshotFile: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'ladeplan-tests-'))
  // A cold start takes seconds, so runs and projects that follow each other may share what the first has made.
  const file = (process.env['TEST_SNAPSHOT_FILE'] ??= join(folder, 'migrated.tar'))
  if (!existsSync(file)) await makeSnapshot(file)
  project.provide('snapshotFile', file)
  // Where processes of tests are compiled when the first of them is needed.
  process.env['TEST_COMPILED_FOLDER'] ??= join(folder, 'compiled')
  // Suites share databases on a server, which nobody but the end of the run can drop.
  const isFirst = process.env['TEST_DATABASE_PREFIX'] === undefined
  process.env['TEST_DATABASE_PREFIX'] ??= `test_${randomBytes(4).toString('hex')}`
  return async () => {
    if (isFirst) await dropServerDatabases()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function makeSnapshot(file: string): Promise<void> {
  const pglite = await PGlite.create()
  const db = new Kysely<unknown>({ dialect: pgliteDialect(pglite) })
  await migrate(db)
  const archive = await pglite.dumpDataDir('none')
  // Whoever finds it finds all of it.
  writeFileSync(`${file}.part`, Buffer.from(await archive.arrayBuffer()))
  renameSync(`${file}.part`, file)
  await db.destroy()
}
