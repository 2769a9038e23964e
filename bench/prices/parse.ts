import { readdirSync, readFileSync } from 'node:fs'
import { mapDay } from '../../src/prices/sources/entsoe/map.ts'
import { readAnswer } from '../../src/prices/sources/entsoe/wire.ts'
import { isWholeXml } from '../../src/prices/sources/entsoe/whole-xml.ts'
import { type BiddingZone, zoneFacts } from '../../src/prices/zones.ts'

/**
 * How long a real ENTSO-E answer takes from text to delivery day, and how much of that is the check that it is whole.
 * Prints a table; one row a document. Run: `npx tsx bench/prices/parse.ts`
 */
const FIXTURES = 'test/prices/sources/entsoe/fixtures'
const CALLS = 31
const DOCUMENTS: readonly (readonly [string, BiddingZone, string])[] = [
  ['frodegill_NO1_2022-10', 'NO1', '2022-10-30'],
  ['vilellic_FI_2025-10-17', 'FI', '2025-10-17'],
  ['openems_DE-LU_2026-02', 'DE-LU', '2026-02-02'],
  ['vilellic_FI_2025-10-16', 'FI', '2025-10-16'],
]

console.log('| document | kB | whole? ms | text to day ms |')
console.log('|---|---|---|---|')
for (const [name, zone, day] of DOCUMENTS) {
  const file = readdirSync(FIXTURES).find((one) => one.startsWith(name)) ?? name
  const xml = readFileSync(`${FIXTURES}/${file}`, 'utf8')
  const check = median(() => isWholeXml(xml))
  const all = median(() => slotsOf(xml, zone, day))
  console.log(`| ${name} | ${(xml.length / 1000).toFixed(0)} | ${check.toFixed(2)} | ${all.toFixed(2)} |`)
}

/** @throws Error if the document is not read: a fast nothing is no result. */
function slotsOf(xml: string, zone: BiddingZone, day: string): number {
  const answer = readAnswer(xml)
  if (answer === undefined || !('kind' in answer) || answer.kind !== 'prices') throw new Error('not read')
  const found = mapDay(answer.document, { source: 'entsoe', zone, day })
  if (found === 'not-published') throw new Error(`${zoneFacts(zone).eic} has no ${day}`)
  return found.eurPerMwh?.length ?? 0
}

/** Milliseconds; the first calls warm up. */
function median(act: () => unknown): number {
  const times = Array.from({ length: CALLS }, () => {
    const start = performance.now()
    act()
    return performance.now() - start
  })
  return times.slice(10).toSorted((a, b) => a - b)[10] ?? Number.NaN
}
