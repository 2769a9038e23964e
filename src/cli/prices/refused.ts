import { parseArgs } from 'node:util'
import { MARKET_TIME_ZONE } from '../../base/local-time.ts'
import { findRefusals, type KnownRefusal, type RefusalFilter } from '../../prices/import/refusal-store.ts'
import { BIDDING_ZONES, biddingZoneSchema } from '../../prices/zones.ts'
import { formatDayAndTime, type Voice } from '../../texts/format.ts'
import { LANGUAGES, type Language } from '../../texts/language.ts'
import { LINE_WIDTH, wrapped } from '../plan/text.ts'
import { openStored, type Place } from '../stored-database.ts'
import { UsageError } from '../usage.ts'
import { isDay } from './options.ts'
import { REFUSED_WORDS } from './words.ts'

/** The newest that are shown; all of them are in the API. */
const MOST_SHOWN = 50

interface RefusedRequest {
  readonly filter: RefusalFilter
  readonly directory: string | undefined
  readonly language: Language
  readonly json: boolean
}

/** The documents of prices that the service has kept out, as text or JSON; throws as {@link openStored}. */
export async function refusedText(args: readonly string[], place: Omit<Place, 'directory'>): Promise<string> {
  const { filter, directory, language, json } = readOptions(args)
  const database = await openStored({ ...place, directory })
  try {
    const refusals = await findRefusals(database.db, filter, MOST_SHOWN)
    return json ? JSON.stringify(refusals, null, 2) : report(refusals, language).join('\n')
  } finally {
    await database.close()
  }
}

/** @throws UsageError naming every option that is wrong */
function readOptions(args: readonly string[]): RefusedRequest {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  const faults: string[] = []
  const zone = biddingZoneSchema.optional().safeParse(values.zone)
  if (!zone.success) faults.push(`--zone: expected one of ${BIDDING_ZONES.join(', ')}`)
  const { day, source, data } = values
  if (day !== undefined && !isDay(day))
    faults.push('--day: expected a delivery day as YYYY-MM-DD, such as 2025-01-22')
  const language = LANGUAGES.find((each) => each === (values.lang ?? 'en'))
  if (language === undefined) faults.push('--lang: expected nb or en')
  if (language === undefined || faults.length > 0) throw new UsageError(faults.join('\n'))
  return { filter: { zone: zone.data, day, source }, directory: data, language, json: values.json ?? false }
}

const OPTIONS = {
  refused: { type: 'boolean' },
  zone: { type: 'string' },
  day: { type: 'string' },
  source: { type: 'string' },
  data: { type: 'string' },
  lang: { type: 'string' },
  json: { type: 'boolean' },
} as const

function report(refusals: readonly KnownRefusal[], language: Language): readonly string[] {
  const words = REFUSED_WORDS[language]
  if (refusals.length === 0) return [words.none]
  const voice: Voice = { language, timeZone: MARKET_TIME_ZONE }
  const moment = (instant: Date): string => formatDayAndTime(instant, voice)
  return refusals.flatMap(({ zone, day, source, code, ...refusal }) => [
    `${zone} ${day} ${source}: ${code}`,
    ...wrapped(words.found(refusal.found), LINE_WIDTH - 2).map((line) => `  ${line}`),
    ...wrapped(words.expected(refusal.expected), LINE_WIDTH - 2).map((line) => `  ${line}`),
    `  ${words.last(moment(refusal.lastRefusedAt), refusal.times)}`,
    `  ${words.again(moment(refusal.askAgainAt))}`,
  ])
}
