import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { thisProcess } from '../../src/cli/this-process.ts'
import { openEmbedded, type Database } from '../../src/database/database.ts'

/** An embedded database on disk, gone when it is closed. */
export async function openTemporaryDatabase(): Promise<{ readonly db: Database; close(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'ladeplan-bench-'))
  const { db, close } = await openEmbedded({ directory, process: thisProcess })
  return {
    db,
    close: async () => {
      await close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
