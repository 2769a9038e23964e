import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { addMinutes } from 'date-fns'
import { z } from 'zod'
import { realClock } from '../base/clock.ts'
import { readConfiguration } from './configuration.ts'
import { evacuate as giveAllBack, type EvacuationProgress } from '../control/evacuate.ts'
import { endEvacuation, findHeldCars, isEvacuating } from '../control/evacuation-store.ts'
import { findWorkers } from '../control/heartbeat-store.ts'
import type { Database } from '../database/database.ts'
import { createObservability } from '../observability/observability.ts'
import { makeAllDue } from '../vehicles/turn-store.ts'
import { openStored } from './stored-database.ts'
import { serviceOn } from './evacuation-service.ts'
import { thisProcess } from './this-process.ts'
import { UsageError } from './usage.ts'
import { VERSION } from './version.ts'

export const EVACUATE_HELP = `ladeplan evacuate: gives every car back that stands because of Ladeplan

  --dry-run       only says how many cars there are
  --per-second N  cars per second at each carmaker (12)
  --minutes N     ends after so long, whatever is left (30)
  --end           takes it back: cars are controlled again
  --json          one JSON object a line

Needs the database, the key file and the carmakers' settings; no running service, no prices, no
Redis. May be killed and started again: it goes on where it was. Running workers hold no car until
ladeplan evacuate --end.

Exit code 0 if no car is held any more, 2 if some are left.`

const EXIT_LEFT = 2
/** Cars worked on at once: a carmaker takes a second or two to answer. */
const AT_ONCE = 32

interface Options {
  readonly dryRun: boolean
  readonly end: boolean
  readonly json: boolean
  readonly perSecond: number
  readonly minutes: number
}

/** Gives all cars back, or takes that back. @returns the exit code */
export async function evacuate(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  const { config, secrets } = readConfiguration(process.env)
  const { mode } = config
  if (mode.kind !== 'server')
    throw new UsageError(
      'evacuate needs the settings of a server (docs/reference/env.md): the sandbox holds no real car.',
    )
  const database = await openStored({ directory: undefined, environment: process.env, process: thisProcess })
  const say = speaker(options.json)
  try {
    if (options.end) return await end(database.db, say)
    if (options.dryRun) return await count(database.db, say)
    const observability = createObservability({
      level: 'warn',
      destination: process.stderr,
      version: VERSION,
    })
    const deps = await serviceOn(database.db, { ...config, mode }, secrets, observability)
    const progress = await giveAllBack(deps.control, {
      perSecond: options.perSecond,
      hints: deps.hints,
      wait: (milliseconds) => sleep(milliseconds),
      atOnce: AT_ONCE,
      until: addMinutes(realClock.now(), options.minutes),
      onProgress: (each) => {
        say({ event: 'progress', ...each }, sentenceOf(each))
      },
    }).finally(() => deps.hints.close())
    say({ event: 'done', ...progress }, closing(progress))
    return progress.left === 0 ? 0 : EXIT_LEFT
  } finally {
    await database.close()
  }
}

async function count(db: Database, say: Say): Promise<number> {
  const held = await findHeldCars(db)
  const heard = (await findWorkers(db)).filter(({ silentSeconds }) => silentSeconds < 60).length
  const facts = { held: held.length, workers: heard, evacuating: await isEvacuating(db) }
  say(
    { event: 'dry-run', ...facts },
    `${String(held.length)} cars stand because of Ladeplan; ${String(heard)} workers run. Nothing was changed.`,
  )
  return 0
}

async function end(db: Database, say: Say): Promise<number> {
  const now = realClock.now()
  const ended = await endEvacuation(db, now)
  if (ended) await db.transaction().execute((trx) => makeAllDue(trx, now))
  say(
    { event: 'ended', ended },
    ended ? 'The evacuation is over: cars are controlled again.' : 'There was no evacuation.',
  )
  return 0
}

function sentenceOf({ found, givenBack, left }: EvacuationProgress): string {
  return `${String(givenBack)} of ${String(found)} given back, ${String(left)} left`
}

function closing({ found, left }: EvacuationProgress): string {
  return left === 0
    ? `No car is held any more (${String(found)} given back). Take it back with: ladeplan evacuate --end`
    : `${String(left)} of ${String(found)} cars could not be given back. Run it again, or tell their drivers to start charging in the car.`
}

type Say = (facts: Readonly<Record<string, unknown>>, sentence: string) => void

function speaker(json: boolean): Say {
  return (facts, sentence) => {
    process.stdout.write(`${json ? JSON.stringify(facts) : sentence}\n`)
  }
}

const number = (least: number, most: number) => z.coerce.number().min(least).max(most)

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'dry-run': { type: 'boolean', default: false },
      end: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'per-second': { type: 'string', default: '12' },
      minutes: { type: 'string', default: '30' },
    },
  })
  const perSecond = number(0.1, 1_000).safeParse(values['per-second'])
  const minutes = number(1, 1_440).safeParse(values.minutes)
  if (!perSecond.success)
    throw new UsageError(`--per-second ${values['per-second']}: expected 0.1 to 1000, for example 12`)
  if (!minutes.success)
    throw new UsageError(`--minutes ${values.minutes}: expected 1 to 1440, for example 30`)
  const { 'dry-run': dryRun, end: ends, json } = values
  return { dryRun, end: ends, json, perSecond: perSecond.data, minutes: minutes.data }
}
