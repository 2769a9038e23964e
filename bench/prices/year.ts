import { PGlite } from '@electric-sql/pglite'
import { XMLParser } from 'fast-xml-parser'
import { Kysely } from 'kysely'
import { parseArgs } from 'node:util'
import { MARKET_TIME_ZONE, startOfLocalDay } from '../../src/base/local-time.ts'
import { migrate } from '../../src/database/migrate.ts'
import { pgliteDialect } from '../../src/database/pglite-dialect.ts'
import type { Tables } from '../../src/database/schema.ts'
import { slotsInDay } from '../../src/prices/port.ts'
import { savePrices } from '../../src/prices/price-store.ts'
import { mapDay } from '../../src/prices/sources/entsoe/map.ts'
import { readAnswer } from '../../src/prices/sources/entsoe/wire.ts'
import { type BiddingZone, zoneFacts } from '../../src/prices/zones.ts'
import { publication } from '../../src/simulator/price-sources/entsoe.ts'
import { figure, showTable } from '../planner/table.ts'
import { daysFrom } from './days.ts'

/** Parsing and importing quarter-hour prices of ten zones: a year of them, or with `--quick` a month. */
const { values: flags } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const ZONES: readonly BiddingZone[] = ['NO1', 'NO2', 'NO3', 'NO4', 'NO5', 'SE1', 'SE2', 'SE3', 'SE4', 'FI']
const DAYS = flags.quick ? 30 : 365

const answers = ZONES.flatMap((zone) =>
  daysFrom('2025-10-01', DAYS).map((day) => ({ zone, day, xml: answerFor(zone, day) })),
)
const floor = timed(() => {
  const parser = new XMLParser({ parseTagValue: false, ignoreAttributes: false })
  for (const { xml } of answers) parser.parse(xml)
})
const documents: Exclude<ReturnType<typeof mapDay>, 'not-published'>[] = []
const parsing = timed(() => {
  for (const { zone, day, xml } of answers) {
    const answer = readAnswer(xml)
    if (answer === undefined || !('kind' in answer) || answer.kind !== 'prices') throw new Error('not read')
    const document = mapDay(answer.document, { source: 'entsoe', zone, day })
    if (document === 'not-published') throw new Error(`${zone} ${day} is missing`)
    documents.push(document)
  }
})
const storing = await store()

const perDocument = (seconds: number): string => figure((1e6 * seconds) / answers.length)
const row = (name: string, seconds: number): string[] => [
  name,
  figure(seconds),
  perDocument(seconds),
  figure(seconds / floor),
]
console.log(
  showTable({
    title: `${String(DAYS)} days of quarter-hours of ten zones: ${String(answers.length)} ENTSO-E documents, one a day`,
    head: ['step', 's', 'µs a document', 'of the floor'],
    rows: [
      row('floor: fast-xml-parser alone', floor),
      row('text to a checked delivery day', parsing),
      row('storing on the embedded database', storing),
    ],
    notes: [
      'Made up, with every price of its own, so no point is left out. One thread; storing one transaction a day.',
    ],
  }),
)

function answerFor(zone: BiddingZone, day: string): string {
  const start = startOfLocalDay(day, MARKET_TIME_ZONE).getTime()
  const slots = Array.from({ length: slotsInDay(day, 15) }, (_, index) => {
    const eurPerKwh = 0.05 + 0.03 * Math.sin(index / 7) + index * 1e-5
    return { startUtc: new Date(start + index * 900_000), perKwh: eurPerKwh, eurPerKwh }
  })
  return publication(zoneFacts(zone).eic, [{ zone, day, rate: 1, stepMinutes: 15, slots }])
}

async function store(): Promise<number> {
  const pglite = await PGlite.create()
  const db = new Kysely<Tables>({ dialect: pgliteDialect(pglite) })
  try {
    await migrate(db)
    const begin = performance.now()
    for (const document of documents) {
      await db.transaction().execute((trx) => savePrices(trx, document, new Date('2025-10-01T11:00:00Z')))
    }
    return (performance.now() - begin) / 1e3
  } finally {
    await db.destroy()
  }
}

function timed(work: () => void): number {
  const begin = performance.now()
  work()
  return (performance.now() - begin) / 1e3
}
