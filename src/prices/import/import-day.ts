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
    told.push({ source: source.name, day, answer, others: await othersThan(work, source.name, day) })
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

/** Of every other source the document that counts. */
async function othersThan(
  { zone, round }: ZoneWork,
  name: string,
  day: string,
): Promise<readonly StoredDay[]> {
  const documents = await findPriceDays(round.deps.db, zone, { first: day, last: day })
  const counting = new Map<string, StoredDay>()
  for (const document of ranked(documents))
    if (document.source !== name && !counting.has(document.source)) counting.set(document.source, document)
  return [...counting.values()]
}
