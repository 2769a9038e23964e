import { expect, test } from 'vitest'
import { seededRandomness } from '../../src/base/random.ts'
import { newDriverKey, open, seal, SealError, type SealedPlace } from '../../src/keys/envelope.ts'

const MUTATIONS = 10_000
const TOKEN = 'refresh-token-of-the-driver'
const PLACE: SealedPlace = { table: 'token', row: 'connection-1', field: 'refresh' }
const key = newDriverKey()
const randomness = seededRandomness('mutations')
const below = (count: number): number => Math.floor(randomness.fraction() * count)

interface Attempt {
  readonly bytes: Buffer
  readonly place: SealedPlace
}

/** Each of what a copied or damaged ciphertext may be; the vector of one under the body of another is "IV reused". */
const WAYS: readonly ((bytes: Buffer) => Attempt)[] = [
  (bytes) => {
    const at = below(bytes.length)
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << below(8)), at)
    return { bytes, place: PLACE }
  },
  (bytes) => ({ bytes: bytes.subarray(0, below(bytes.length)), place: PLACE }),
  (bytes) => {
    seal(key, TOKEN, PLACE).copy(bytes, 1, 1, 13)
    return { bytes, place: PLACE }
  },
  (bytes) => ({ bytes, place: { ...PLACE, row: `connection-${String(2 + below(1000))}` } }),
  (bytes) => ({ bytes, place: { ...PLACE, field: 'access' } }),
  (bytes) => ({ bytes, place: { ...PLACE, table: 'held_grant' } }),
]

test(`OA14: of ${String(MUTATIONS)} moved, cut and altered ciphertexts none opens`, () => {
  for (let n = 0; n < MUTATIONS; n++) {
    const { bytes, place } = WAYS[n % WAYS.length]?.(seal(key, TOKEN, PLACE)) ?? expect.fail('no way')
    let opened: string | undefined
    try {
      opened = open(key, bytes, place)
    } catch (error) {
      if (!(error instanceof SealError)) throw error
    }
    if (opened !== undefined) expect.fail(`mutation ${String(n)} opened`)
  }
  // The control: as it was sealed it opens.
  expect(open(key, seal(key, TOKEN, PLACE), PLACE)).toBe(TOKEN)
})
