import { mkdirSync, openSync, readFileSync, rmSync, writeSync, closeSync } from 'node:fs'
import { join } from 'node:path'

/** Another living process holds the folder of the embedded database. */
export class FolderLockedError extends Error {
  override name = 'FolderLockedError'
}

/** The process that wants a folder, and how it tells whether another one lives. */
export interface LockHolder {
  readonly pid: number
  readonly isAlive: (pid: number) => boolean
}

/**
 * Takes the folder of an embedded database for this process. PGlite itself has no lock, and two processes on one folder
 * lose acknowledged writes without an error. A lock is taken over only if the process that made it is dead.
 *
 * @returns a function that gives the folder back
 * @throws FolderLockedError if the holder is alive
 */
export function lockFolder(directory: string, { pid, isAlive }: LockHolder): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, 'ladeplan.lock')
  const mine = `${String(pid)} ${path}`
  if (!tryCreate(path, pid)) {
    const holder = readHolder(path)
    // A process in a container often has the number of the one that died in it before.
    const isFree = holder === undefined || (holder === pid ? !heldHere.has(mine) : !isAlive(holder))
    if (!isFree) {
      throw new FolderLockedError(
        `${directory} is in use by process ${String(holder)}. One folder serves one process: stop that one, or set LADEPLAN_DATA_DIRECTORY to another folder.`,
      )
    }
    rmSync(path, { force: true })
    if (!tryCreate(path, pid)) {
      throw new FolderLockedError(
        `${directory} was taken by another process at this very moment. Start again.`,
      )
    }
  }
  heldHere.add(mine)
  return () => {
    heldHere.delete(mine)
    if (readHolder(path) === pid) rmSync(path, { force: true })
  }
}

/** What this process itself holds. */
const heldHere = new Set<string>()

function tryCreate(path: string, pid: number): boolean {
  try {
    const file = openSync(path, 'wx', 0o600)
    writeSync(file, `${String(pid)}\n`)
    closeSync(file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function readHolder(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10)
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}
