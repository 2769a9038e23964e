import { createHash, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { open, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { platform } from 'node:os'
import type { Randomness } from '../base/random.ts'

/** The key that wraps every driver's key. Held as a key object, which neither a log nor an inspection can print. */
export interface KeyEncryptionKey {
  /** Tells keys apart without telling anything about them: 8 hexadecimal digits. */
  readonly id: string
  readonly key: KeyObject
  /** While the key is changed: what this one wraps is read, and nothing is wrapped under it. */
  readonly second?: KeyEncryptionKey | undefined
  /** Keys of hashes that were derived from an earlier key, by purpose. */
  readonly hashKeys?: ReadonlyMap<string, KeyObject> | undefined
}

/** The key file cannot be used. The message names the file and the remedy, never what the file holds. */
export class KeyFileError extends Error {
  override name = 'KeyFileError'
}

const KEY_BYTES = 32
const OWNER_ONLY = 0o600
const OTHERS_MAY = 0o077
/** Enough for the key and a line break; a larger file is not a key file. */
const MOST_BYTES = 128

/**
 * Makes a new key file (one line of base64url, mode 0600) and reads it. An existing file is never overwritten: with it
 * every sealed token would be lost.
 * @throws KeyFileError if the file exists or cannot be written.
 */
export async function createKeyFile(path: string, randomness: Randomness): Promise<KeyEncryptionKey> {
  const bytes = randomness.bytes(KEY_BYTES)
  const file = await openFile(path, 'wx')
  try {
    await file.writeFile(`${bytes.toString('base64url')}\n`)
    await file.sync()
  } catch {
    await unlink(path)
    throw new KeyFileError(`Key file ${path} cannot be written. Is the disk full?`)
  } finally {
    await file.close()
  }
  return keyEncryptionKey(bytes)
}

/**
 * Reads the key-encryption key from its file.
 * @throws KeyFileError if the file is missing, may be read by others than its owner, or is not one 256-bit key.
 */
export async function readKeyFile(path: string): Promise<KeyEncryptionKey> {
  const file = await openFile(path, 'r')
  try {
    await refuseOpenPermissions(file, path)
    return keyEncryptionKey(parseKey(await readStart(file), path))
  } finally {
    await file.close()
  }
}

/** @throws RangeError unless `bytes` are 32. */
export function keyEncryptionKey(bytes: Uint8Array): KeyEncryptionKey {
  if (bytes.length !== KEY_BYTES) {
    throw new RangeError(`A key-encryption key has ${String(KEY_BYTES)} bytes, got ${String(bytes.length)}`)
  }
  const id = createHash('sha256')
    .update('ladeplan.v1|key-encryption-key|')
    .update(bytes)
    .digest('hex')
    .slice(0, 8)
  return { id, key: createSecretKey(bytes) }
}

async function openFile(path: string, flags: 'r' | 'wx'): Promise<FileHandle> {
  try {
    return await open(path, flags, OWNER_ONLY)
  } catch (error) {
    throw new KeyFileError(explain(path, error instanceof Error && 'code' in error ? error.code : undefined))
  }
}

function explain(path: string, code: unknown): string {
  switch (code) {
    case 'EEXIST':
      return `Key file ${path} exists already and is not overwritten: what it sealed could never be opened again.`
    case 'ENOENT':
      return `Key file ${path} does not exist. Mount the key, or correct the path.`
    case 'EACCES':
      return `Key file ${path} may not be opened by this user. Make this user its owner.`
    default:
      return `Key file ${path} cannot be opened (${typeof code === 'string' ? code : 'unknown cause'}).`
  }
}

async function refuseOpenPermissions(file: FileHandle, path: string): Promise<void> {
  const stat = await file.stat()
  if (!stat.isFile()) throw new KeyFileError(`Key file ${path} is not a plain file.`)
  // @NOTE Windows keeps no such mode and reports 0666 for every file.
  if (platform() === 'win32') return
  const others = stat.mode & OTHERS_MAY
  if (others !== 0) {
    const mode = (stat.mode & 0o777).toString(8).padStart(4, '0')
    throw new KeyFileError(
      `Key file ${path} is open to others than its owner (mode ${mode}). Run: chmod 600 ${path}`,
    )
  }
}

/** Never more than {@link MOST_BYTES} + 1: a path to a large file by mistake must not fill the memory. */
async function readStart(file: FileHandle): Promise<string> {
  const buffer = Buffer.alloc(MOST_BYTES + 1)
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
  return buffer.toString('latin1', 0, bytesRead)
}

function parseKey(text: string, path: string): Buffer {
  const line = text.replace(/\r?\n$/, '')
  const bytes = Buffer.from(line, 'base64url')
  if (bytes.length !== KEY_BYTES || bytes.toString('base64url') !== line) {
    throw new KeyFileError(
      `Key file ${path} does not hold a key: expected one line with 32 bytes in base64url (43 characters).`,
    )
  }
  return bytes
}
