import { isWholeNumber } from './number-edges.ts'
import type { Pattern } from './pattern.ts'

/** Something that must not be there. Says where and what kind, never the value. */
export interface Hit {
  readonly place: string
  readonly label: string
  readonly encoding: string
  /** Byte offset of the first byte of the form; of a pair, of its first half. */
  readonly offset: number
}

/** The part of a buffer in which hits are wanted; what lies around it is only looked at. */
export interface ScanWindow {
  readonly from: number
  readonly to: number
}

export interface Scanner {
  /** All hits in `buffer`, by offset of their end. */
  scan(buffer: Uint8Array, place: string): readonly Hit[]
  /** Hits that begin within the window. */
  scanWindow(buffer: Uint8Array, place: string, window: ScanWindow): readonly Hit[]
  /** Bytes to look at before a window and after it, so that nothing on its border is missed or misjudged. */
  readonly margin: { readonly before: number; readonly after: number }
}

/** Latitude and longitude in a coarse form count as a pair if they begin within this many bytes. */
export const PAIR_REACH = 64

/**
 * Looks for all patterns in one pass: four bytes at each offset are hashed into a filter of 2^20 bits; the few that
 * pass are looked up exactly. Each pattern is keyed by its four most telling bytes.
 */
export function createScanner(patterns: readonly Pattern[]): Scanner {
  const index = indexOf(patterns)
  const longest = patterns.reduce((most, { bytes }) => Math.max(most, bytes.length), 0)
  const scanWindow = (buffer: Uint8Array, place: string, window: ScanWindow): readonly Hit[] =>
    pass(index, buffer, { place, window })
  return {
    scanWindow,
    scan: (buffer, place) => scanWindow(buffer, place, { from: 0, to: buffer.length }),
    margin: { before: EDGE_REACH, after: longest + PAIR_REACH + EDGE_REACH },
  }
}

/** How far around a number its edges are looked at, in bytes. */
const EDGE_REACH = 32
const KEY_BYTES = 4
const FILTER_BITS = 20
const HASH_SHIFT = 32 - FILTER_BITS
/** Multiplier of a multiplicative hash: 2^32 divided by the golden ratio, odd. */
const MULTIPLIER = 0x9e3779b1

interface Entry {
  readonly pattern: Pattern
  /** Offset of the key within the pattern. */
  readonly anchor: number
  /** Number of the half's own side, and of the other side; -1 if the pattern counts alone. */
  readonly own: number
  readonly other: number
}

interface Index {
  readonly filter: Uint8Array
  readonly entries: ReadonlyMap<number, readonly Entry[]>
  readonly halves: number
}

function indexOf(patterns: readonly Pattern[]): Index {
  const filter = new Uint8Array(1 << (FILTER_BITS - 3))
  const entries = new Map<number, Entry[]>()
  const groups = new Map<string, number>()
  for (const pattern of patterns) {
    if (pattern.bytes.length < KEY_BYTES)
      throw new RangeError(`Pattern for '${pattern.label}' is under 4 bytes`)
    const anchor = anchorOf(pattern.bytes)
    const key = view(pattern.bytes).getInt32(anchor, true)
    const hash = Math.imul(key, MULTIPLIER) >>> HASH_SHIFT
    filter[hash >>> 3] = (filter[hash >>> 3] ?? 0) | (1 << (hash & 7))
    const same = entries.get(key) ?? []
    same.push({ pattern, anchor, ...halfNumbers(pattern, groups) })
    entries.set(key, same)
  }
  return { filter, entries, halves: groups.size * 2 }
}

/**
 * The four bytes with most distinct values, zero counting least: runs of zeros and of one digit are everywhere in
 * database files, and a key in them would make every page of zeros a candidate.
 */
function anchorOf(bytes: Uint8Array): number {
  let best = 0
  let most = -1
  for (let start = 0; start + KEY_BYTES <= bytes.length; start++) {
    const values = new Set(bytes.subarray(start, start + KEY_BYTES))
    values.delete(0)
    if (values.size > most) [best, most] = [start, values.size]
  }
  return best
}

function halfNumbers(pattern: Pattern, groups: Map<string, number>): Pick<Entry, 'own' | 'other'> {
  if (pattern.pair === undefined) return { own: -1, other: -1 }
  const group = groups.get(pattern.pair.group) ?? groups.size
  groups.set(pattern.pair.group, group)
  const side = pattern.pair.side === 'latitude' ? 0 : 1
  return { own: group * 2 + side, other: group * 2 + 1 - side }
}

function pass(index: Index, buffer: Uint8Array, task: { place: string; window: ScanWindow }): readonly Hit[] {
  const { filter, entries } = index
  const found = findings(index, task)
  const words = view(buffer)
  const last = buffer.length - KEY_BYTES
  for (let at = 0; at <= last; at++) {
    const key = words.getInt32(at, true)
    const hash = Math.imul(key, MULTIPLIER) >>> HASH_SHIFT
    if ((((filter[hash >>> 3] ?? 0) >>> (hash & 7)) & 1) === 0) continue
    for (const entry of entries.get(key) ?? []) {
      const start = at - entry.anchor
      if (matches(buffer, start, entry.pattern)) found.add(entry, start)
    }
  }
  return found.hits
}

function matches(buffer: Uint8Array, start: number, { bytes, edges }: Pattern): boolean {
  const end = start + bytes.length
  if (start < 0 || end > buffer.length) return false
  for (let at = 0; at < bytes.length; at++) if (buffer[start + at] !== bytes[at]) return false
  return edges === undefined || isWholeNumber(buffer, start, end, edges)
}

/** Collects hits, and remembers where each half of a pair was seen last. */
function findings(
  index: Index,
  { place, window }: { place: string; window: ScanWindow },
): { readonly hits: readonly Hit[]; add(entry: Entry, start: number): void } {
  const hits: Hit[] = []
  const lastSeen = new Float64Array(index.halves).fill(-Infinity)
  const report = ({ label, encoding }: Pattern, offset: number): void => {
    if (offset >= window.from && offset < window.to) hits.push({ place, label, encoding, offset })
  }
  const add = ({ pattern, own, other }: Entry, start: number): void => {
    if (pattern.pair === undefined) {
      report(pattern, start)
      return
    }
    lastSeen[own] = start
    const partner = lastSeen[other] ?? -Infinity
    if (Math.abs(start - partner) <= PAIR_REACH) report(pattern, Math.min(start, partner))
  }
  return { hits, add }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
