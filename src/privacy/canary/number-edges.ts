import type { CharacterUnit, NumberEdges } from './pattern.ts'

/**
 * Whether a number found at `start` up to `end` is one of its own, not a piece of a longer one. What lies outside the
 * buffer does not count against it.
 *
 * Seconds of a clock time (`10:33:59.9139`) are not taken for a coordinate: microsecond timestamps would meet one of
 * 64 coordinates about once in ten thousand lines.
 */
export function isWholeNumber(buffer: Uint8Array, start: number, end: number, edges: NumberEdges): boolean {
  const text = reader(buffer, edges.unit)
  if (continuesBefore(text, start, edges)) return false
  if (isSeconds(text, start)) return false
  return edges.end === 'open' || !continuesAfter(text, end)
}

const ZERO = 0x30
const COLON = 0x3a
const DOT = 0x2e
const COMMA = 0x2c
/** More zeros than any number is written with; keeps the look ahead short. */
const MOST_ZEROS = 12

interface Reader {
  readonly width: number
  /** The character that begins at a byte offset; -1 outside the buffer and for anything but one byte's worth. */
  at(offset: number): number
}

function continuesBefore(text: Reader, start: number, edges: NumberEdges): boolean {
  const before = text.at(start - text.width)
  return isDigit(before) || before === DOT || (edges.separator === ',' && before === COMMA)
}

function isSeconds(text: Reader, start: number): boolean {
  const back = (characters: number): number => text.at(start - characters * text.width)
  if (back(1) !== COLON || !isDigit(back(2)) || !isDigit(back(3)) || back(4) !== COLON) return false
  const third = text.at(start + 2 * text.width)
  return text.at(start) < ZERO + 6 && (third === DOT || third === COMMA)
}

function continuesAfter(text: Reader, end: number): boolean {
  let at = end
  for (let zeros = 0; zeros < MOST_ZEROS && text.at(at) === ZERO; zeros++) at += text.width
  const after = text.at(at)
  if (isDigit(after)) return true
  return after === DOT && isDigit(text.at(at + text.width))
}

function isDigit(character: number): boolean {
  return character >= ZERO && character <= ZERO + 9
}

function reader(buffer: Uint8Array, unit: CharacterUnit): Reader {
  const byte = (offset: number): number => buffer[offset] ?? -1
  switch (unit) {
    case 'byte':
      return { width: 1, at: byte }
    case 'utf-16le':
      return { width: 2, at: (offset) => (byte(offset + 1) === 0 ? byte(offset) : -1) }
    case 'utf-16be':
      return { width: 2, at: (offset) => (byte(offset) === 0 ? byte(offset + 1) : -1) }
    case 'hex':
      return { width: 2, at: (offset) => nibble(byte(offset)) * 16 + nibble(byte(offset + 1)) }
  }
}

/** -1000 for anything but a hexadecimal digit, so that no character comes out of it. */
function nibble(character: number): number {
  if (isDigit(character)) return character - ZERO
  const letter = (character | 0x20) - 0x61
  return letter >= 0 && letter < 6 ? letter + 10 : -1000
}
