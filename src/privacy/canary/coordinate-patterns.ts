import { base64, distinct, float32, float64, hex, int32, utf16 } from './encodings.ts'
import type { Encoded } from './encodings.ts'
import type { CanaryCoordinate, NumberEdges, PairHalf, Pattern } from './pattern.ts'

/**
 * A coordinate's forms. Precise ones count alone; coarse ones (2 or 3 decimals, 32 bits), which meet numbers of other
 * kinds by chance, count only when latitude and longitude stand together.
 * @throws RangeError if a value is off the globe, near zero, or has fewer than 4 decimals: it would be met by chance.
 */
export function coordinatePatterns(coordinate: CanaryCoordinate, index: number): readonly Pattern[] {
  const sides = [
    { side: 'latitude', value: coordinate.latitude, most: 90 },
    { side: 'longitude', value: coordinate.longitude, most: 180 },
  ] as const
  return sides.flatMap(({ side, value, most }) => {
    if (!isDistinctive(value, most)) {
      throw new RangeError(
        `Canary coordinate ${String(index)}: ${side} must be 1 to ${String(most)} degrees, either sign, with at least 4 decimals`,
      )
    }
    return [
      ...alone(value, `coordinate ${String(index)} ${side}`),
      ...paired(value, `coordinate ${String(index)} pair`, { group: String(index), side }),
    ]
  })
}

/** Enough digits before and after the decimal point that a match is no accident. */
function isDistinctive(value: number, most: number): boolean {
  const decimals = String(value).split('.')[1] ?? ''
  return Math.abs(value) >= 1 && Math.abs(value) <= most && decimals.length >= 4
}

// ---- forms that count alone

/** Numbers of decimals that count alone, and those that count as half of a pair. Under 4 decimals (11 m) a number is met by chance too often. */
const PRECISE = [4, 5, 6, 7]
const COARSE = [2, 3]

function alone(value: number, label: string): readonly Pattern[] {
  return [
    ...decimalTexts(value).flatMap(({ text, end }) => [
      decimal(text, label, { unit: 'byte', separator: '.', end }),
      decimal(text.replace('.', ','), label, { unit: 'byte', separator: ',', end }),
    ]),
    ...decimalTexts(value).flatMap(({ text, end }) => transcribed(text, label, end)),
    ...scaledTexts(value).map((text) => ({
      bytes: Buffer.from(text),
      label,
      encoding: 'scaled integer',
      edges: { unit: 'byte', separator: '.', end: 'closed' } as const,
    })),
    ...float64Forms(value).map((form) => ({ ...form, label })),
    ...numericForms(value, [...PRECISE, 8], 3).map((form) => ({ ...form, label })),
  ]
}

interface DecimalText {
  readonly text: string
  readonly end: NumberEdges['end']
}

/**
 * The value cut to four decimals, after which anything may follow (so cut to 5, 6 and 7 too), and every rounding that
 * does not begin like that. The sign is left out: it stands before the number.
 */
function decimalTexts(value: number): readonly DecimalText[] {
  const cut = cutTo(value, 4)
  const rounded = PRECISE.map((digits) => Math.abs(value).toFixed(digits)).filter(
    (text) => !text.startsWith(cut),
  )
  return [
    { text: cut, end: 'open' },
    ...withoutPadded(rounded).map((text) => ({ text, end: 'closed' as const })),
  ]
}

function decimal(text: string, label: string, edges: NumberEdges): Pattern {
  return {
    bytes: Buffer.from(text),
    label,
    encoding: edges.separator === ',' ? 'decimal comma' : 'decimal',
    edges,
  }
}

function transcribed(text: string, label: string, end: NumberEdges['end']): readonly Pattern[] {
  const edges = (unit: NumberEdges['unit']): NumberEdges => ({ unit, separator: '.', end })
  const bytes = Buffer.from(text)
  return [
    ...utf16(text).map((form) => ({ ...form, label, edges: edges(form.encoding) })),
    ...hex(bytes).map((form) => ({ ...form, label, edges: edges('hex') })),
    ...base64(bytes).map((form) => ({ ...form, label })),
  ]
}

/** Whole millionths and ten-millionths of a degree (E6, E7). */
function scaledTexts(value: number): readonly string[] {
  const scaled = [6, 7].map((digits) => Math.abs(value) * 10 ** digits)
  return withoutPadded(scaled.flatMap((one) => [Math.round(one), Math.trunc(one)]).map(String))
}

function float64Forms(value: number): readonly Encoded[] {
  const sign = Math.sign(value)
  const values = new Set([value, ...PRECISE.map((digits) => sign * Number(Math.abs(value).toFixed(digits)))])
  return [...values].flatMap((one) => float64(one))
}

// ---- forms that count only as a pair

function paired(value: number, label: string, half: PairHalf): readonly Pattern[] {
  const within = (family: string): PairHalf => ({ ...half, group: `${family} ${half.group}` })
  return [
    ...coarseTexts(value).flatMap((text) =>
      (['.', ','] as const).map((separator) => ({
        bytes: Buffer.from(text.replace('.', separator)),
        label,
        encoding: 'decimal, 2 or 3 digits',
        edges: { unit: 'byte', separator, end: 'closed' } as const,
        pair: within('decimal'),
      })),
    ),
    ...float32(value).map((form) => ({ ...form, label, pair: within(form.encoding) })),
    ...int32Forms(value).map((form) => ({ ...form, label, pair: within(form.encoding) })),
    ...numericForms(value, [...COARSE, 4], 2).map((form) => ({ ...form, label, pair: within('numeric') })),
  ]
}

function coarseTexts(value: number): readonly string[] {
  return withoutPadded(COARSE.flatMap((digits) => [cutTo(value, digits), Math.abs(value).toFixed(digits)]))
}

function int32Forms(value: number): readonly Encoded[] {
  const values = new Set([Math.round(value * 1e7), Math.trunc(value * 1e7)])
  return [...values].flatMap((one) => int32(one, 'E7'))
}

// ---- shared

/** Leaves out every text that is an earlier one with zeros behind it: a closed end lets zeros follow anyhow. */
function withoutPadded(texts: readonly string[]): readonly string[] {
  const bare = (text: string): string => text.replace(/0+$/, '')
  return texts.filter((text, position) => texts.findIndex((other) => bare(other) === bare(text)) === position)
}

/** Digits as PostgreSQL keeps a `numeric` on disk: groups of four decimal digits, each a little-endian int16. */
function numericForms(value: number, decimals: readonly number[], groups: number): readonly Encoded[] {
  const texts = decimals.flatMap((digits) => [cutTo(value, digits), Math.abs(value).toFixed(digits)])
  const forms = texts.map((text) => numericGroups(text)).filter((all) => all.length === groups)
  return distinct(
    forms.map((all) => {
      const bytes = Buffer.alloc(groups * 2)
      all.forEach((group, position) => bytes.writeInt16LE(group, position * 2))
      return { encoding: 'numeric', bytes }
    }),
  )
}

/** Trailing groups of zero are not kept on disk. */
function numericGroups(text: string): readonly number[] {
  const [whole = '', fraction = ''] = text.split('.')
  const groups = [whole, fraction.slice(0, 4), fraction.slice(4, 8)].map((part, position) =>
    Number(position === 0 ? part : part.padEnd(4, '0')),
  )
  while (groups.at(-1) === 0) groups.pop()
  return groups
}

function cutTo(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(10)
  return text.slice(0, text.indexOf('.') + 1 + digits)
}
