import { ranked, type StoredDay } from '../price-day.ts'
import { findPriceDays } from '../price-store.ts'
import { findAsks, findResting } from './ask-store.ts'
import { askSource, type Answer } from './ask-source.ts'
import type { DayNeed } from './schedule.ts'
import { standingOf, type Standing } from './standing.ts'
import type { ZoneWork } from './work.ts'

/** One source that was asked, and what it said. */
export interface Told {
  readonly source: string
  readonly day: string
  readonly answer: Answer
  /** What other sources have for the day; to compare with. */
  readonly others: readonly StoredDay[]
  /** What the source itself said before, if that was a complete day and it now says something else. */
  readonly corrected: StoredDay | null
}

export interface DayImported {
  readonly told: readonly Told[]
  readonly need: DayNeed
}

/** Asks for one delivery day whoever is to be asked for it now. */
export async function importDay(work: ZoneWork, day: string): Promise<DayImported> {
  const { ask, untilComplete } = await standing(work, day)
  const told: Told[] = []
  for (const source of work.sources.filter(({ name }) => ask.includes(name))) {
    if (work.round.down.has(source.name)) continue
    const answer = await askSource(work, source, day)
    told.push({ source: source.name, day, answer, ...(await toCompare(work, day, answer)) })
    if (untilComplete && answer.kind === 'saved' && answer.saved.isComplete) break
  }
  return { told, need: (await standing(work, day)).need }
}

async function standing({ zone, now, sources, round }: ZoneWork, day: string): Promise<Standing> {
  const { db } = round.deps
  const known = {
    documents: await findPriceDays(db, zone, { first: day, last: day }),
    asks: await findAsks(db, zone, day),
  }
  const names = sources.map(({ name }) => name)
  return standingOf(known, names, await findResting(db, now), now)
}

/** Of every other source the document that counts, and the one that a new one of the same source takes the place of. */
async function toCompare(
  { zone, round }: ZoneWork,
  day: string,
  answer: Answer,
): Promise<Pick<Told, 'others' | 'corrected'>> {
  if (answer.kind !== 'saved') return { others: [], corrected: null }
  const { source, revision } = answer.saved
  const documents = ranked(await findPriceDays(round.deps.db, zone, { first: day, last: day }))
  const before = documents.find((one) => one.source === source && one.revision < revision)
  const counting = new Map<string, StoredDay>()
  for (const document of documents)
    if (document.source !== source && !counting.has(document.source)) counting.set(document.source, document)
  return { others: [...counting.values()], corrected: before?.isComplete === true ? before : null }
}
