import process from 'node:process'
import type { LockHolder } from '../database/folder-lock.ts'

/** This process, as the lock of an embedded database sees it. */
export const thisProcess: LockHolder = { pid: process.pid, isAlive }

/** Signal 0 only asks; EPERM means alive under another user. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
