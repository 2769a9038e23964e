/** Bytes under the name of their encoding, as a hit reports it. */
export interface Encoded {
  readonly encoding: string
  readonly bytes: Buffer
}

/** UTF-16, little and big endian, without a byte order mark. */
export function utf16(text: string): readonly (Encoded & { readonly encoding: 'utf-16le' | 'utf-16be' })[] {
  const little = Buffer.from(text, 'utf16le')
  return [
    { encoding: 'utf-16le', bytes: little },
    { encoding: 'utf-16be', bytes: Buffer.from(little).swap16() },
  ]
}

/** Hexadecimal digits of the bytes, lower and, where it differs, upper case. */
export function hex(bytes: Uint8Array): readonly Encoded[] {
  const lower = Buffer.from(bytes).toString('hex')
  return distinct([
    { encoding: 'hex', bytes: Buffer.from(lower) },
    { encoding: 'hex', bytes: Buffer.from(lower.toUpperCase()) },
  ])
}

/**
 * The base64 characters that depend on `bytes` alone, wherever they lie in what was encoded: three alignments, in the
 * standard alphabet and, where it differs, the URL alphabet (RFC 4648 §4 and §5).
 */
export function base64(bytes: Uint8Array): readonly Encoded[] {
  return [0, 1, 2].flatMap((alignment) => {
    const encoded = Buffer.concat([Buffer.alloc(alignment), bytes]).toString('base64')
    const first = Math.ceil((alignment * 8) / 6)
    const last = Math.floor(((alignment + bytes.length) * 8) / 6)
    const own = encoded.slice(first, last)
    return distinct([
      { encoding: 'base64', bytes: Buffer.from(own) },
      { encoding: 'base64url', bytes: Buffer.from(own.replaceAll('+', '-').replaceAll('/', '_')) },
    ])
  })
}

/** Of the eight bytes of a double the two highest, sign and exponent, are much the same for all values of a kind. */
const TELLING_BYTES = 6

/**
 * IEEE 754 double precision, both byte orders, without the two highest bytes: an update that leaves them as they were
 * leaves them out of the write-ahead log as well. A value of few decimals shares the rest with many others (all tenths
 * end alike), and so does one whose last four bytes are zero (19.21875 and 9.609375 end alike): of those all eight count.
 */
export function float64(value: number): readonly Encoded[] {
  const little = Buffer.alloc(8)
  little.writeDoubleLE(value)
  const tells = Number(value.toFixed(FEW_DECIMALS)) !== value && little.readUInt32LE(0) !== 0
  return bothOrders('float64', tells ? little.subarray(0, TELLING_BYTES) : little)
}

const FEW_DECIMALS = 4

/** IEEE 754 single precision, both byte orders. */
export function float32(value: number): readonly Encoded[] {
  const little = Buffer.alloc(4)
  little.writeFloatLE(value)
  return bothOrders('float32', little)
}

/** Signed 32-bit integers, both byte orders. `value` must be within -2^31 to 2^31 - 1. */
export function int32(value: number, scale: string): readonly Encoded[] {
  const little = Buffer.alloc(4)
  little.writeInt32LE(value)
  return bothOrders(`int32 ${scale}`, little)
}

/** The first of each run of equal bytes. */
export function distinct(encoded: readonly Encoded[]): readonly Encoded[] {
  const seen = new Set<string>()
  return encoded.filter(({ bytes }) => {
    const key = bytes.toString('latin1')
    return seen.has(key) ? false : seen.add(key)
  })
}

function bothOrders(name: string, little: Buffer): readonly Encoded[] {
  return [
    { encoding: `${name} le`, bytes: little },
    { encoding: `${name} be`, bytes: Buffer.from(little).reverse() },
  ]
}
