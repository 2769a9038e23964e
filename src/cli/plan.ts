import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import process from 'node:process'
import { PlanningProblemError, type ProblemFault } from '../planning/check-problem.ts'
import { PriceFileError } from '../prices/price-file/findings.ts'
import { planFromPrices } from './plan/from-prices.ts'
import { outcomeDocument } from './plan/json.ts'
import { type PriceRequest, type ProblemRequest, readOptions } from './plan/options.ts'
import { answerAll, answerOne } from './plan/problems.ts'
import { reportLines } from './plan/report.ts'
import { UsageError } from './usage.ts'

export const PLAN_HELP = `ladeplan plan: the cheapest charge that is ready in time, on prices from a file

  --prices FILE      day-ahead prices, JSON or CSV; may be given more than once
  --column NAME      column of the prices, if its name does not tell
  --unit UNIT        unit of the prices, if no name tells: nok_per_kwh,
                     ore_per_kwh, sek_per_kwh, eur_per_mwh, …
  --soc N            state of charge now, %
  --target N         wanted state of charge, %
  --ready-by TIME    HH:MM, the next one after now, or an instant
  --capacity N       usable battery capacity, kWh
  --power N          power at the plug while charging, kW
  --minimum N        reached first and at once, whatever the price, % (0)
  --efficiency N     battery energy per energy at the plug (0.9)
  --now INSTANT      otherwise the first instant of the prices; the clock of
                     this machine is never asked
  --time-zone ZONE   of --ready-by and of what is shown (Europe/Oslo); if given,
                     also of times in a file that have no offset
  --max-starts N     most times that charging begins, or none: no limit (2)
  --min-run N        least length of a run, minutes (30)
  --start-cost N     what a start has to gain, in the currency of the prices (0)
  --price-limit N    no charging in dearer slots, but for the minimum
  --charging-now     charging goes on now: going on is no start
  --lang nb|en       language of the output (en)
  --json             plan and baselines as JSON, nothing else

ladeplan plan --problem FILE [--batch]

  --problem FILE     a problem object, ladeplan-problem/1, or - for standard
                     input; the answer is written as JSON
  --batch            reads {"id": problem, …} and writes {"id": answer, …}

Prices are taken as they stand: no VAT, grid charge or tax is added.
Exit code 0: ready in time; 2: late, or not everything that was asked for;
64: wrong usage; 65: prices or a problem refused, every fault is named.
Formats and rules: docs/reference/cli.md, docs/reference/ladeplan-problem-1.md.`

/** What the command touches of the process. */
export interface PlanIo {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** All of standard input. */
  readonly stdin: () => string
}

const EXIT_LATE = 2
/** EX_DATAERR of sysexits.h. */
const EXIT_DATA = 65

/** Plans from price files, or answers problem objects. @returns the exit code */
export function plan(args: readonly string[], io: PlanIo = processIo): Promise<number> {
  // Nothing here waits, but a wrong usage has to reach the caller as a rejected promise.
  return Promise.resolve().then(() => {
    const request = readOptions(args)
    return request.kind === 'prices' ? fromPrices(request, io) : fromProblem(request, io)
  })
}

const processIo: PlanIo = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  stdin: () => readFileSync(0, 'utf8'),
}

function fromPrices(request: PriceRequest, io: PlanIo): number {
  const files = request.files.map((path) => ({ name: basename(path), text: contentOf(path, io) }))
  try {
    const outcome = planFromPrices(request, files)
    const text = request.json
      ? JSON.stringify(outcomeDocument(outcome), null, 2)
      : reportLines(outcome).join('\n')
    io.out(`${text}\n`)
    return outcome.plan.feasibility === 'ready' ? 0 : EXIT_LATE
  } catch (error) {
    if (!(error instanceof PriceFileError || error instanceof PlanningProblemError)) throw error
    io.err(`${error.message}\n`)
    return EXIT_DATA
  }
}

function fromProblem({ file, batch }: ProblemRequest, io: PlanIo): number {
  const read = parsed(contentOf(file, io))
  if ('fault' in read) {
    io.err(`${file === '-' ? 'standard input' : file} is not JSON: ${read.fault}\n`)
    return EXIT_DATA
  }
  return batch ? writeBatch(read.value, file, io) : writeOne(read.value, file, io)
}

function writeOne(problem: unknown, file: string, io: PlanIo): number {
  const answer = answerOne(file === '-' ? 'problem' : basename(file, '.json'), problem)
  io.out(`${JSON.stringify(answer, null, 2)}\n`)
  if (answer.status !== 'refused') return answer.status === 'ok' ? 0 : EXIT_LATE
  io.err(refusal(answer.id, answer.faults))
  return EXIT_DATA
}

function writeBatch(batch: unknown, file: string, io: PlanIo): number {
  const answers = answerAll(batch)
  if (answers === undefined) {
    io.err(`${file}: expected an object {"id": problem, …}\n`)
    return EXIT_DATA
  }
  io.out(`${JSON.stringify(answers, null, 2)}\n`)
  const refused = Object.values(answers).filter((answer) => answer.status === 'refused')
  for (const { id, faults } of refused) io.err(refusal(id, faults))
  return refused.length > 0 ? EXIT_DATA : 0
}

function refusal(id: string, faults: readonly ProblemFault[]): string {
  const list = faults.map(({ field, value, expected }) => `- ${field} is ${value}, expected ${expected}\n`)
  return `${id} is refused:\n${list.join('')}`
}

function contentOf(path: string, io: PlanIo): string {
  try {
    return path === '-' ? io.stdin() : readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new UsageError(`${path} cannot be read (${why})`)
  }
}

/** A result of its own, since JSON may hold anything, `null` too. */
function parsed(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'unreadable' }
  }
}
