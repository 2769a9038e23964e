import { addMilliseconds } from 'date-fns'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { subDays } from '../base/calendar.ts'
import type { Environment } from '../config/settings.ts'
import { newestDecisions, decisionsOf, type LoggedDecision } from '../control/decision-log-store.ts'
import type { Database } from '../database/database.ts'
import type { LockHolder } from '../database/folder-lock.ts'
import { decisionStory } from '../texts/decision-story.ts'
import { LANGUAGES, type Language } from '../texts/language.ts'
import { findPolicy } from '../vehicles/policy-store.ts'
import { NoDatabaseError, openStored } from './stored-database.ts'
import { thisProcess } from './this-process.ts'
import { UsageError } from './usage.ts'

export const WHY_HELP = `ladeplan why: what was decided for a car, and why

ladeplan why VEHICLE [--from INSTANT] [--until INSTANT] [--language nb|en]
             [--data DIR] [--json]

  VEHICLE        the id of a vehicle, as the API gives it
  --from, --until
                 part of the log, as 2026-11-26T22:00:00Z; left out, the last
                 24 hours of what was decided. It is kept for 30 days
  --language     of the sentences: en (default) or nb; times are local to the car
  --data DIR     the embedded database in this folder; left out, the one that
                 the service's environment variables name. An embedded database
                 serves one process: stop the service, copy the folder, or ask
                 GET /v1/vehicles/{id}/decisions
  --json         the log as JSON, nothing else

Exit code 0: something was decided; 1: nothing in that time; 64: wrong usage;
66: no such vehicle, or no database; 78: the configuration is wrong, or the
embedded database is in use.`

/** What the command touches of the process. */
export interface WhyIo {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly environment: Environment
  readonly process: LockHolder
}

const EXIT_NOTHING = 1
/** EX_NOINPUT of sysexits.h. */
const EXIT_NO_INPUT = 66
/** A month at the most that are kept of a day. */
const MOST = 15_000

/** Prints a vehicle's decision log. @returns the exit code */
export async function why(args: readonly string[], io: WhyIo = processIo): Promise<number> {
  const options = readOptions(args)
  const found = await look(options, io)
  if (typeof found === 'string') {
    io.err(`${found}\n`)
    return EXIT_NO_INPUT
  }
  const { decisions } = found
  io.out(options.json ? `${JSON.stringify(decisions, null, 2)}\n` : nightOf(options, found))
  return decisions.length === 0 ? EXIT_NOTHING : 0
}

const processIo: WhyIo = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  environment: process.env,
  process: thisProcess,
}

interface Options {
  readonly vehicleId: string
  readonly from: Date | undefined
  readonly until: Date | undefined
  readonly language: Language
  readonly data: string | undefined
  readonly json: boolean
}

function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string' },
      until: { type: 'string' },
      language: { type: 'string', default: 'en' },
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [vehicleId, ...more] = positionals
  if (vehicleId === undefined || more.length > 0)
    throw new UsageError('Name one vehicle: ladeplan why VEHICLE')
  const language = LANGUAGES.find((one) => one === values.language)
  if (language === undefined) throw new UsageError(`--language is "${values.language}": expected nb or en.`)
  const [from, until] = [instantIn('--from', values.from), instantIn('--until', values.until)]
  if (from !== undefined && until !== undefined && from >= until)
    throw new UsageError(`--until is ${until.toISOString()}: expected an instant later than --from.`)
  return { vehicleId, from, until, language, data: values.data, json: values.json }
}

function instantIn(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  if (z.iso.datetime({ offset: true }).safeParse(text).success) return new Date(text)
  throw new UsageError(`${name} is "${text}": expected an instant, as 2026-11-26T22:00:00Z.`)
}

interface Night {
  readonly timeZone: string
  readonly decisions: readonly LoggedDecision[]
}

/** @returns a sentence if there is nothing to look at */
async function look(options: Options, { environment, process: holder }: WhyIo): Promise<Night | string> {
  try {
    const database = await openStored({ directory: options.data, environment, process: holder })
    try {
      return await logOf(database.db, options)
    } finally {
      await database.close()
    }
  } catch (error) {
    if (error instanceof NoDatabaseError) return `There is no log: ${error.message}`
    throw error
  }
}

async function logOf(db: Database, { vehicleId, ...asked }: Options): Promise<Night | string> {
  const policy = await findPolicy(db, vehicleId)
  if (policy === undefined) return `No vehicle in the database has the id ${vehicleId}.`
  const [newest] = await newestDecisions(db, vehicleId, { from: new Date(0), limit: 1 })
  const until = asked.until ?? (newest === undefined ? new Date(0) : addMilliseconds(newest.lastAt, 1))
  const from = asked.from ?? subDays(until, 1)
  const decisions = await decisionsOf(db, vehicleId, { from, until, after: 0, limit: MOST })
  return { timeZone: policy.timeZone, decisions }
}

function nightOf({ language, vehicleId }: Options, { decisions, timeZone }: Night): string {
  if (decisions.length === 0) return `${NOTHING[language]}\n`
  const stories = decisions.map((decision) => decisionStory(decision, language, timeZone))
  const told = stories.map(({ at, wanted, why: because, sent, knew, then }) => {
    const rest = [wanted, sent ?? '', knew, then].filter((line) => line !== '')
    return [`${at}  ${because}`, ...rest.map((line) => `    ${line}`)].join('\n')
  })
  return `${vehicleId} · ${timeZone}\n\n${told.join('\n')}\n`
}

const NOTHING: Readonly<Record<Language, string>> = {
  nb: 'Det ble ikke bestemt noe i den tiden.',
  en: 'Nothing was decided in that time.',
}
