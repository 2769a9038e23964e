import type { CanaryCoordinate, CanaryInputs, CanarySecret } from './pattern.ts'

/** One canary as some careless writer would have left it, with what stands around it. */
export interface Plant {
  /** The label a hit must carry. */
  readonly label: string
  /** How it was written, for the report of what was missed. */
  readonly written: string
  readonly bytes: Buffer
}

/**
 * Every coordinate and secret in every form a writer may give it. Made by writing whole fields, not from the patterns
 * the scanner looks for, so that a mistake in a pattern shows.
 */
export function plantsFor(inputs: CanaryInputs): readonly Plant[] {
  return [
    ...inputs.coordinates.flatMap((coordinate, index) => coordinatePlants(coordinate, index)),
    ...inputs.secrets.flatMap((secret) => secretPlants(secret)),
  ]
}

function coordinatePlants(coordinate: CanaryCoordinate, index: number): readonly Plant[] {
  const { latitude, longitude } = coordinate
  return [
    ...valuePlants(latitude, 'latitude', `coordinate ${String(index)} latitude`),
    ...valuePlants(longitude, 'longitude', `coordinate ${String(index)} longitude`),
    ...pairPlants(coordinate, `coordinate ${String(index)} pair`),
  ]
}

// ---- one value

function valuePlants(value: number, name: string, label: string): readonly Plant[] {
  const field = `{"${name}":${String(value)}}`
  return [
    ...[4, 5, 6, 7].flatMap((digits) => decimalPlants(value, digits)),
    plant('integer E6', `${name}=${String(Math.round(value * 1e6))};`),
    plant('integer E7', `${name}=${String(Math.round(value * 1e7))};`),
    ...transcriptions(field),
    plant('float64 le', littleEndian([new Float64Array([value])])),
    plant('float64 be', bigEndian([new Float64Array([value])])),
    ...numericPlants(value),
  ].map((form) => ({ ...form, label }))
}

type Form = Omit<Plant, 'label'>

function plant(how: string, content: string | Buffer): Form {
  return { written: how, bytes: typeof content === 'string' ? Buffer.from(content) : content }
}

function decimalPlants(value: number, digits: number): readonly Form[] {
  const rounded = value.toFixed(digits)
  const cut = value.toFixed(10).slice(0, rounded.length)
  const name = `${String(digits)} decimals`
  return [
    plant(`${name}, rounded`, `"at":${rounded},`),
    plant(`${name}, cut`, `"at":${cut},`),
    plant(`${name}, comma, rounded`, ` ${rounded.replace('.', ',')};`),
    plant(`${name}, comma, cut`, ` ${cut.replace('.', ',')};`),
  ]
}

/** A text in hexadecimal digits, in base64 at each alignment, and in UTF-16. */
function transcriptions(text: string): readonly Form[] {
  const little = Buffer.from(text, 'utf16le')
  const bytes = Buffer.from(text)
  return [
    plant('utf-16le', little),
    plant('utf-16be', Buffer.from(little).swap16()),
    plant('hex', bytes.toString('hex')),
    plant('hex, upper case', bytes.toString('hex').toUpperCase()),
    ...['', ' ', '  '].flatMap((shift, alignment) => [
      plant(`base64, alignment ${String(alignment)}`, Buffer.from(shift + text).toString('base64')),
      plant(`base64url, alignment ${String(alignment)}`, Buffer.from(shift + text).toString('base64url')),
    ]),
  ]
}

/** As PostgreSQL writes a `numeric` to disk; one with less than five decimals counts only as half of a pair. */
function numericPlants(value: number): readonly Form[] {
  const [whole = 0, high = 0, low = 0] = base10000(value)
  if (low === 0) return []
  return [plant('numeric', littleEndian([new Int16Array([whole, high, low])]))]
}

function base10000(value: number): readonly number[] {
  const tenThousandths = Math.round(Math.abs(value) * 1e8)
  return [Math.floor(tenThousandths / 1e8), Math.floor(tenThousandths / 1e4) % 1e4, tenThousandths % 1e4]
}

type Numbers = Float64Array | Float32Array | Int32Array | Int16Array

/** @NOTE On a big-endian machine the control would fail, never pass wrongly. */
function littleEndian(numbers: readonly Numbers[]): Buffer {
  return Buffer.concat(numbers.map((one) => Buffer.from(one.buffer)))
}

/** Each of `numbers` holds one number. */
function bigEndian(numbers: readonly Numbers[]): Buffer {
  return Buffer.concat(numbers.map((one) => Buffer.from(one.buffer).reverse()))
}

// ---- a pair

function pairPlants({ latitude, longitude }: CanaryCoordinate, label: string): readonly Plant[] {
  const floats = [latitude, longitude].map((value) => new Float32Array([value]))
  const integers = [latitude, longitude].map((value) => new Int32Array([Math.round(value * 1e7)]))
  const texts = [2, 3].flatMap((digits) => [
    plant(`pair, ${String(digits)} decimals`, `[${longitude.toFixed(digits)},${latitude.toFixed(digits)}]`),
    plant(
      `pair, ${String(digits)} decimals, comma`,
      ` ${latitude.toFixed(digits)}; ${longitude.toFixed(digits)} `.replaceAll('.', ','),
    ),
  ])
  return [
    ...texts,
    plant('pair, float32 le', littleEndian(floats)),
    plant('pair, float32 be', bigEndian(floats)),
    plant('pair, int32 E7 le', littleEndian(integers)),
    plant('pair, int32 E7 be', bigEndian(integers)),
    ...numericPairPlants(latitude, longitude),
  ].map((form) => ({ ...form, label }))
}

/** Only where neither second group is zero: PostgreSQL leaves such a group out, and two bytes tell nothing. */
function numericPairPlants(latitude: number, longitude: number): readonly Form[] {
  const groups = [...base10000(latitude).slice(0, 2), ...base10000(longitude).slice(0, 2)]
  if (groups.includes(0)) return []
  return [plant('pair, numeric', littleEndian([new Int16Array(groups)]))]
}

// ---- a secret

function secretPlants({ label, value }: CanarySecret): readonly Plant[] {
  return [
    plant('utf-8', `"${value}"`),
    plant('utf-8, lower case', ` ${value.toLowerCase()} `),
    plant('utf-8, upper case', ` ${value.toUpperCase()} `),
    plant('url', `?q=${encodeURIComponent(value)}&`),
    plant('form', `${new URLSearchParams({ q: value }).toString()}&`),
    plant('json', JSON.stringify({ q: value })),
    plant('json, ASCII', JSON.stringify({ q: value }).replace(/[^ -~]/g, escapedUnit)),
    plant(
      'html',
      value.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark),
    ),
    ...(/[^\0-\xff]/.test(value) ? [] : [plant('latin-1', Buffer.from(value, 'latin1'))]),
    ...transcriptions(value),
  ].map((form) => ({ ...form, label }))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapedUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
