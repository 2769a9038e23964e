import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { thisProcess } from '../../src/cli/this-process.ts'
import { openEmbedded, type OpenDatabase } from '../../src/database/database.ts'

/** An embedded database on disk, gone when it is closed. */
export async function openTemporaryDatabase(): Promise<OpenDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'ladeplan-bench-'))
  const opened = await openEmbedded({ directory, process: thisProcess })
  return {
    ...opened,
    close: async () => {
      await opened.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
