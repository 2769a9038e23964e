import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { canonicalHash } from '../base/canonical.ts'
import type { Environment } from '../config/settings.ts'
import type { LockHolder } from '../database/folder-lock.ts'
import { PlanningProblemError } from '../planning/check-problem.ts'
import { planCharging } from '../planning/plan.ts'
import { answerProblem } from '../planning/problem-object/answer.ts'
import { type Comparison, compare } from './replay/differences.ts'
import { readFromDatabase } from './replay/from-database.ts'
import { NotStoredError, readStored, type Stored, UnreadableError } from './replay/stored.ts'
import { thisProcess } from './this-process.ts'
import { UsageError } from './usage.ts'

export const REPLAY_HELP = `ladeplan replay: plans a stored request again and compares, value by value

ladeplan replay FILE [--json]
ladeplan replay ID [--data DIR] [--json]

  FILE           {"problem": …, "plan": …}, as ladeplan plan --json writes it, or
                 a problem object with its answer, {"problem": …, "answer": …}
  ID             a plan of the service, looked up in its database: the one that
                 the service's environment variables name. An embedded database
                 serves one process: stop the service, or copy the folder
  --data DIR     the embedded database in this folder instead
  --json         the outcome as JSON, nothing else

A plan names the SHA-256 of the request it answers. A request that no longer has
it is not replayed.
Exit code 0: the same plan; 1: another plan, every value that differs is named;
3: the request is not the one that was planned; 64: wrong usage; 65: no request
that could be planned; 66: no such file or plan; 78: the configuration is wrong,
or the embedded database is in use.`

/** What the command touches of the process. */
export interface ReplayIo {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly environment: Environment
  readonly process: LockHolder
}

const EXIT_DIFFERS = 1
const EXIT_CHANGED = 3
/** EX_DATAERR and EX_NOINPUT of sysexits.h. */
const EXIT_DATA = 65
const EXIT_NO_INPUT = 66

/** Replays a plan from a file or from the database. @returns the exit code */
export async function replay(args: readonly string[], io: ReplayIo = processIo): Promise<number> {
  const options = readOptions(args)
  try {
    const outcome = replayed(await read(options, io))
    const text = options.json ? JSON.stringify(outcome, null, 2) : sentences(options.name, outcome)
    io.out(`${text}\n`)
    return exitCode(outcome)
  } catch (error) {
    if (error instanceof NotStoredError) return complain(io, error, EXIT_NO_INPUT)
    const isUnreadable = error instanceof UnreadableError || error instanceof PlanningProblemError
    if (isUnreadable) return complain(io, error, EXIT_DATA)
    throw error
  }
}

const processIo: ReplayIo = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  environment: process.env,
  process: thisProcess,
}

interface Options {
  /** File or id. */
  readonly name: string
  readonly data: string | undefined
  readonly json: boolean
}

function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [name, ...more] = positionals
  if (name === undefined || more.length > 0)
    throw new UsageError('Name one file or one plan: ladeplan replay FILE|ID')
  return { name, data: values.data, json: values.json }
}

async function read({ name, data }: Options, { environment, process: holder }: ReplayIo): Promise<Stored> {
  if (data === undefined && existsSync(name)) return readStored(contentOf(name), basename(name))
  if (/[/\\]|\.json$/.test(name)) throw new NotStoredError(`There is no file ${name}.`)
  return readFromDatabase(name, { directory: data, environment, process: holder })
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new NotStoredError(`${path} cannot be read (${why}).`)
  }
}

type Outcome =
  | ({ readonly outcome: 'same' | 'differs'; readonly inputsHash: string } & Comparison)
  | { readonly outcome: 'request-changed'; readonly inputsHash: string; readonly plannedHash: string }

function replayed(stored: Stored): Outcome {
  const inputsHash = canonicalHash(stored.problem)
  if (stored.kind === 'answer')
    return judged(inputsHash, compare(stored.answer, answerProblem(stored.problem)))
  const { problem, plan } = stored
  if (plan.inputsHash !== inputsHash) {
    return { outcome: 'request-changed', inputsHash, plannedHash: plan.inputsHash }
  }
  return judged(inputsHash, compare(plan, planCharging(problem)))
}

function judged(inputsHash: string, comparison: Comparison): Outcome {
  const outcome = comparison.differences.length === 0 ? 'same' : 'differs'
  return { outcome, inputsHash, ...comparison }
}

function exitCode({ outcome }: Outcome): number {
  switch (outcome) {
    case 'same':
      return 0
    case 'differs':
      return EXIT_DIFFERS
    case 'request-changed':
      return EXIT_CHANGED
  }
}

function sentences(name: string, outcome: Outcome): string {
  if (outcome.outcome === 'request-changed') {
    return [
      `${name}: the request is not the one that was planned, so it is not replayed.`,
      `  SHA-256 of the request  ${outcome.inputsHash}`,
      `  named by the plan       ${outcome.plannedHash}`,
    ].join('\n')
  }
  const { differences, compared, inputsHash } = outcome
  if (differences.length === 0) {
    return `${name}: the same plan, ${String(compared)} values compared.\n  SHA-256 of the request  ${inputsHash}`
  }
  const lines = differences.map(
    ({ field, stored, replayed: now }) => `  ${field}: stored ${shown(stored)}, now ${shown(now)}`,
  )
  const count = `${String(differences.length)} of ${String(compared)} values differ`
  return [`${name}: another plan, ${count}.`, ...lines].join('\n')
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

function complain(io: ReplayIo, { message }: Error, code: number): number {
  io.err(`${message}\n`)
  return code
}
