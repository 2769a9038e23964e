import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandomness, systemRandomness } from '../../src/base/random.ts'
import {
  createKeyFile,
  keyEncryptionKey,
  KeyFileError,
  readKeyFile,
} from '../../src/keys/key-encryption-key.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ladeplan-keys-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

const secret = seededRandomness('a key').bytes(32).toString('base64url')

describe('a key file', () => {
  test('is made for its owner alone and reads back as the same key', async () => {
    const path = join(folder, 'new.key')
    const made = await createKeyFile(path, systemRandomness)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readFile(path, 'utf8')).toMatch(/^[A-Za-z0-9_-]{43}\n$/)
    const read = await readKeyFile(path)
    expect(read.id).toBe(made.id)
    expect(read.key.equals(made.key)).toBe(true)
  })

  test('is never overwritten, not even through a link', async () => {
    const path = join(folder, 'kept.key')
    await createKeyFile(path, seededRandomness('a key'))
    await symlink(path, join(folder, 'link.key'))
    await expect(createKeyFile(path, systemRandomness)).rejects.toThrow('exists already')
    await expect(createKeyFile(join(folder, 'link.key'), systemRandomness)).rejects.toThrow('exists already')
    expect(await readFile(path, 'utf8')).toBe(`${secret}\n`)
  })

  test.each([0o640, 0o604, 0o644, 0o660, 0o666, 0o610])('is refused with mode %o', async (mode) => {
    const path = await keyFile('open.key', secret)
    await chmod(path, mode)
    await expect(readKeyFile(path)).rejects.toThrow(`chmod 600 ${path}`)
  })

  test.each([
    ['empty', ''],
    ['one byte short', secret.slice(0, -2)],
    ['one byte long', `${secret}AA`],
    ['padded', `${secret}=`],
    ['hexadecimal', Buffer.from(secret, 'base64url').toString('hex')],
    ['two lines', `${secret}\n${secret}\n`],
    ['of another alphabet', secret.replace(/[-_]/g, '+').replace(/^./, '+')],
    ['very long', secret.repeat(100_000)],
  ])('is refused when %s, without saying what it holds', async (_, content) => {
    const path = await keyFile('bad.key', content)
    const error: unknown = await readKeyFile(path).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(KeyFileError)
    expect(String(error)).toContain('43 characters')
    expect(String(error)).not.toContain(secret.slice(0, 8))
  })

  test('is refused when it is missing or a folder', async () => {
    await expect(readKeyFile(join(folder, 'nowhere.key'))).rejects.toThrow('does not exist')
    await expect(readKeyFile(folder)).rejects.toThrow('not a plain file')
  })

  test('may end in a line break of either kind, or none', async () => {
    for (const ending of ['', '\n', '\r\n']) {
      expect((await readKeyFile(await keyFile('ending.key', secret + ending))).id).toMatch(/^[0-9a-f]{8}$/)
    }
  })
})

describe('a key-encryption key', () => {
  test('has an id that is its own and always the same', () => {
    const bytes = seededRandomness('a key').bytes(32)
    expect(keyEncryptionKey(bytes).id).toBe(keyEncryptionKey(bytes).id)
    expect(keyEncryptionKey(seededRandomness('another').bytes(32)).id).not.toBe(keyEncryptionKey(bytes).id)
  })

  test('has 32 bytes', () => {
    expect(() => keyEncryptionKey(Buffer.alloc(16))).toThrow('got 16')
  })
})

async function keyFile(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content, { mode: 0o600 })
  await chmod(path, 0o600)
  return path
}
