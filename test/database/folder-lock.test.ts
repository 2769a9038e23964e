import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FolderLockedError, lockFolder } from '../../src/database/folder-lock.ts'
import { thisProcess } from '../../src/cli/this-process.ts'

const alive = () => true
const dead = () => false

describe('the lock of a folder', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ladeplan-lock-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const lockFile = () => join(folder, 'ladeplan.lock')

  it('names its holder and can be read by the owner only', () => {
    const unlock = lockFolder(folder, { pid: 4711, isAlive: alive })
    expect(readFileSync(lockFile(), 'utf8')).toBe('4711\n')
    expect(statSync(lockFile()).mode & 0o777).toBe(0o600)
    unlock()
    expect(() => statSync(lockFile())).toThrow('ENOENT')
  })

  it('makes the folder if there is none, for the owner only', () => {
    const inner = join(folder, 'deep', 'er')
    lockFolder(inner, { pid: 4711, isAlive: alive })
    expect(statSync(inner).mode & 0o777).toBe(0o700)
  })

  it('refuses a second process while the first lives, and says which it is', () => {
    lockFolder(folder, { pid: 4711, isAlive: alive })
    const attempt = () => lockFolder(folder, { pid: 4712, isAlive: alive })
    expect(attempt).toThrow(FolderLockedError)
    expect(attempt).toThrow('in use by process 4711')
    expect(readFileSync(lockFile(), 'utf8')).toBe('4711\n')
  })

  it('is taken over from a dead process', () => {
    lockFolder(folder, { pid: 4711, isAlive: alive })
    lockFolder(folder, { pid: 4712, isAlive: dead })
    expect(readFileSync(lockFile(), 'utf8')).toBe('4712\n')
  })

  it('is not given back by a process that lost it', () => {
    const unlock = lockFolder(folder, { pid: 4711, isAlive: alive })
    lockFolder(folder, { pid: 4712, isAlive: dead })
    unlock()
    expect(readFileSync(lockFile(), 'utf8')).toBe('4712\n')
  })

  it.each(['', 'not a number\n', '-1\n', '0\n'])('is taken over if it names nobody: %o', (text) => {
    writeFileSync(lockFile(), text)
    lockFolder(folder, { pid: 4712, isAlive: alive })
    expect(readFileSync(lockFile(), 'utf8')).toBe('4712\n')
  })

  it('can be taken by a process that happens to have the dead holder’s number', () => {
    writeFileSync(lockFile(), '4711\n')
    lockFolder(folder, { pid: 4711, isAlive: alive })
    expect(readFileSync(lockFile(), 'utf8')).toBe('4711\n')
  })

  it('is refused to a second opening by the same process, which would lose writes as any other', () => {
    lockFolder(folder, { pid: 4711, isAlive: alive })
    expect(() => lockFolder(folder, { pid: 4711, isAlive: alive })).toThrow(FolderLockedError)
  })

  it('tells living processes from dead ones', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    const { pid = 0 } = child
    writeFileSync(lockFile(), `${String(pid)}\n`)
    expect(() => lockFolder(folder, thisProcess)).toThrow(`in use by process ${String(pid)}`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    lockFolder(folder, thisProcess)
    expect(readFileSync(lockFile(), 'utf8')).toBe(`${String(thisProcess.pid)}\n`)
  })

  it('counts a process as gone once it has ended', () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    expect(thisProcess.isAlive(pid)).toBe(false)
    expect(thisProcess.isAlive(thisProcess.pid)).toBe(true)
  })
})
