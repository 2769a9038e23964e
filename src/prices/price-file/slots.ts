import type { Interval } from '../../base/interval.ts'
import { localDay, nextLocalDay, startOfLocalDay, type TimeZone } from '../../base/local-time.ts'
import { hoursBetween } from '../../base/units.ts'
import { type Findings, shown } from './findings.ts'
import type { PriceRow } from './rows.ts'

export interface PricedSlot extends Interval {
  readonly price: number
}

/**
 * Puts rows in order and compares each with its neighbours. Instants decide, never a row's place in the file. What is
 * wrong and may be mended by a rule is a repair, everything else a fault.
 *
 * @param zone where a day is checked for a change of clocks
 */
export function toSlots(
  rows: readonly PriceRow[],
  zone: TimeZone,
  findings: Findings,
): readonly PricedSlot[] {
  const ordered = rows.toSorted((a, b) => a.start.getTime() - b.start.getTime())
  const ended = ordered.map((row, index) => mendEnd(row, laterStart(ordered, index), findings))
  const single = withoutDoubled(ended, findings)
  single.forEach((row, index) => {
    const next = single[index + 1]
    if (next !== undefined) checkBetween(row, next, { zone, findings })
  })
  if (single.every(({ price }) => price === null))
    findings.fault(rows[0]?.where ?? 'prices', 'not a single price')
  sayMixed(single, findings)
  return single.flatMap(({ where, start, end, price }) => {
    if (price === null) findings.repair('no-price', where)
    return price === null ? [] : [{ start, end, price }]
  })
}

const MS_PER_MINUTE = 60_000

function laterStart(ordered: readonly PriceRow[], index: number): Date | undefined {
  const start = ordered[index]?.start ?? 0
  for (let next = index + 1; next < ordered.length; next++) {
    const later = ordered[next]?.start
    if (later !== undefined && later > start) return later
  }
  return undefined
}

/**
 * An end is mended in two cases only: its offset is that of the hour after the change of clocks, as elprisetjustnu.se has it
 * every autumn, or it lies less than a minute before the next start (`…:59`).
 */
function mendEnd(row: PriceRow, next: Date | undefined, findings: Findings): PriceRow {
  const kind = next === undefined ? undefined : mendable(row, next)
  if (next !== undefined && kind !== undefined) {
    findings.repair(kind, row.where)
    return { ...row, end: next }
  }
  if (row.end <= row.start)
    findings.fault(row.where, `ends at ${shown(row.end)}, expected an instant after its start`)
  return row
}

function mendable(
  { start, end, endAtOffsetOfStart }: PriceRow,
  next: Date,
): 'end-offset' | 'end-early' | undefined {
  if (endAtOffsetOfStart?.getTime() === next.getTime() && (end > next || end <= start)) return 'end-offset'
  const missing = next.getTime() - end.getTime()
  return end > start && missing > 0 && missing < MS_PER_MINUTE ? 'end-early' : undefined
}

/** Twice the same is harmless; two prices for one time are not, and nobody here knows which is right. */
function withoutDoubled(ordered: readonly PriceRow[], findings: Findings): readonly PriceRow[] {
  const single: PriceRow[] = []
  for (const row of ordered) {
    const last = single.at(-1)
    if (last?.start.getTime() !== row.start.getTime()) {
      single.push(row)
      continue
    }
    if (last.end.getTime() !== row.end.getTime())
      findings.fault(
        row.where,
        `ends at ${shown(row.end)}, but ${last.line}, for the same start, at ${shown(last.end)}`,
      )
    else if (last.price === row.price) findings.repair('doubled', row.where)
    else findings.fault(row.where, `${priced(row)}, but ${last.line}, for the same time, ${priced(last)}`)
  }
  return single
}

function priced({ price }: PriceRow): string {
  return price === null ? 'has no price' : `has price ${String(price)}`
}

function checkBetween(
  row: PriceRow,
  next: PriceRow,
  { zone, findings }: { readonly zone: TimeZone; readonly findings: Findings },
): void {
  if (row.end > next.start) {
    findings.fault(
      row.where,
      `runs until ${shown(row.end)}, past the start of ${next.line}, ${shown(next.start)}`,
    )
    return
  }
  if (row.end.getTime() === next.start.getTime()) return
  const gap = { start: row.end, end: next.start }
  const stretch = `${shown(gap.start)} to ${shown(gap.end)} is missing`
  if (clocksChange(gap, zone)) {
    const why = 'clocks change on that day, so the rows after it may be labelled wrongly'
    findings.fault(row.where, `${stretch}; ${why}`)
  } else if (lengthOf(gap) === Math.min(lengthOf(row), lengthOf(next))) {
    findings.repair('one-missing', row.where)
  } else {
    findings.fault(
      row.where,
      `${stretch}; only a single row may be: add rows, with an empty price if there is none`,
    )
  }
}

function lengthOf({ start, end }: Interval): number {
  return end.getTime() - start.getTime()
}

function clocksChange({ start, end }: Interval, zone: TimeZone): boolean {
  return [start, new Date(end.getTime() - 1)].some((instant) => {
    const begin = startOfLocalDay(localDay(instant, zone), zone)
    return hoursBetween(begin, nextLocalDay(begin, zone)) !== 24
  })
}

function sayMixed(rows: readonly PriceRow[], findings: Findings): void {
  const lengths = [...new Set(rows.map((row) => lengthOf(row) / MS_PER_MINUTE))].toSorted((a, b) => b - a)
  if (lengths.length < 2) return
  const [shortest, ...others] = lengths.toReversed().map(String)
  const listed = `${others.toReversed().join(', ')} and ${shortest ?? ''}`
  findings.say(`slots of ${listed} minutes are mixed: each counts for its own length`)
}
