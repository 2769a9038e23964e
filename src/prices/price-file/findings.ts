/** A price file that cannot be used. Every fault is a sentence that begins with file, line and instant. */
export class PriceFileError extends Error {
  override name = 'PriceFileError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    const count = faults.length === 1 ? 'one fault' : `${String(faults.length)} faults`
    super(`The prices cannot be used, ${count}:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/** What was mended, and how that is said. */
const REPAIRS = {
  doubled: 'given twice with the same price: counted once',
  'end-offset':
    'the end has the wrong offset from UTC; read with the offset of the start it is where the next row starts, and so it is taken',
  'end-early': 'ends less than a minute before the next row starts: taken to end there',
  'no-price': 'no price: left without one, nothing is made up',
  'one-missing': 'the row after it is missing: left without a price, nothing is made up',
  'other-unit': 'the column says another unit than was asked for: read as asked',
} as const
export type RepairKind = keyof typeof REPAIRS

/** Collects faults and repairs, so that all of them can be told at once. */
export interface Findings {
  /** `where` is a place as {@link placeOf} gives it. */
  fault(where: string, what: string): void
  repair(kind: RepairKind, where: string): void
  /** A repair that concerns no single row. */
  say(sentence: string): void
  faults(): readonly string[]
  repairs(): readonly string[]
}

export function createFindings(): Findings {
  const faults: string[] = []
  const sentences: string[] = []
  const repairs = new Map<RepairKind, string[]>()
  return {
    fault: (where, what) => void faults.push(`${where}: ${what}`),
    repair: (kind, where) => {
      const places = repairs.get(kind)
      if (places === undefined) repairs.set(kind, [where])
      else places.push(where)
    },
    say: (sentence) => void sentences.push(sentence),
    faults: () => faults,
    repairs: () => [
      ...[...repairs].map(([kind, places]) => `${list(places)}: ${REPAIRS[kind]}`),
      ...sentences,
    ],
  }
}

/** `prices.csv line 14, 2025-10-26T01:00:00Z`; without the instant if there is none. */
export function placeOf(line: string, instant?: Date): string {
  return instant === undefined ? line : `${line}, ${shown(instant)}`
}

/** UTC, without the milliseconds nobody gave. */
export function shown(instant: Date): string {
  return instant.toISOString().replace('.000Z', 'Z')
}

const MOST_LISTED = 3

function list(places: readonly string[]): string {
  const more = places.length - MOST_LISTED
  const listed = places.slice(0, MOST_LISTED).join('; ')
  return more > 0 ? `${listed}; and ${String(more)} more` : listed
}
