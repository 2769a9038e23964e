import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { inspect } from 'node:util'
import nock from 'nock'
import { afterEach, beforeEach, expect } from 'vitest'
import { type PriceDocument, PriceSourceError } from '../../../src/prices/port.ts'

/** No request leaves the process, and every answer prepared is asked for. */
export function useNoNetwork(): void {
  beforeEach(() => {
    nock.disableNetConnect()
  })
  afterEach(() => {
    nock.abortPendingRequests()
    const unused = nock.pendingMocks()
    nock.cleanAll()
    nock.enableNetConnect()
    expect(unused).toEqual([])
  })
}

/** The error a request or a mapping ends with. */
export async function failureOf(act: () => unknown): Promise<PriceSourceError> {
  let result: unknown
  try {
    result = await act()
  } catch (error) {
    if (error instanceof PriceSourceError) return error
    throw error
  }
  throw new Error(`Expected a PriceSourceError, got ${inspect(result)}`)
}

/** The document; a day that is not published fails the test. */
export function published(day: PriceDocument | 'not-published'): PriceDocument {
  if (day === 'not-published') throw new Error('Expected a delivery day, got not-published')
  return day
}

export interface Summary {
  readonly step: number
  /** Slots with a price, and slots of the day. */
  readonly slots: string
  readonly least: number
  readonly most: number
  /** Mean, to four decimals. */
  readonly mean: number
}

/** What can be worked out about a column by other means. */
export function summary(prices: readonly (number | null)[] | null, step: number): Summary {
  const known = (prices ?? []).filter((price) => price !== null)
  const mean = known.reduce((sum, price) => sum + price, 0) / known.length
  return {
    step,
    slots: `${String(known.length)}/${String(prices?.length ?? 0)}`,
    least: Math.min(...known),
    most: Math.max(...known),
    mean: Number(mean.toFixed(4)),
  }
}

/** The lines of a packed table by delivery day; unless said otherwise that of the start as written, with its own offset. */
export function packedRowsByDay(
  path: string,
  dayOf = (start: string): string => start.slice(0, 10),
): Map<string, (readonly string[])[]> {
  const days = new Map<string, (readonly string[])[]>()
  for (const cells of cellsOf(gunzipSync(readFileSync(path)).toString('utf8'))) {
    const day = dayOf(cells[0] ?? '')
    const known = days.get(day)
    if (known === undefined) days.set(day, [cells])
    else known.push(cells)
  }
  return days
}

/** Lines of a CSV file below its header, as cells. */
export function csvRows(path: string): readonly (readonly string[])[] {
  return cellsOf(readFileSync(path, 'utf8'))
}

function cellsOf(table: string): string[][] {
  const [, ...lines] = table.trim().split('\n')
  return lines.map((line) => line.trim().split(','))
}
