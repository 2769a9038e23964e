import { createHash, randomBytes, randomUUID } from 'node:crypto'

/** Where ids, secrets and jitter come from. Injected, so that a seed gives the same night twice. */
export interface Randomness {
  /** A new identifier, UUID form. */
  id(): string
  /** Unpredictable bytes for states, verifiers and keys. */
  bytes(length: number): Buffer
  /** A number in [0, 1). */
  fraction(): number
}

/** Node's cryptographic generator. The only source for anything secret outside tests and the demo. */
export const systemRandomness: Randomness = {
  id: () => randomUUID(),
  bytes: (length) => randomBytes(length),
  fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
}

/** The same sequence for the same seed (SHA-256 in counter mode). For demo, simulator and tests; predictable by design. */
export function seededRandomness(seed: string): Randomness {
  let counter = 0
  const bytes = (length: number): Buffer => {
    const parts: Buffer[] = []
    for (let made = 0; made < length; made += 32) {
      parts.push(
        createHash('sha256')
          .update(`${seed}:${String(counter++)}`)
          .digest(),
      )
    }
    return Buffer.concat(parts).subarray(0, length)
  }
  return { bytes, fraction: () => bytes(4).readUInt32BE() / 2 ** 32, id: () => uuidFrom(bytes(16)) }
}

function uuidFrom(bytes: Buffer): string {
  const b = Buffer.from(bytes)
  b.writeUInt8((b.readUInt8(6) & 0x0f) | 0x40, 6)
  b.writeUInt8((b.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = b.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
