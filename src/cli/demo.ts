import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { SteppedClock } from '../base/clock.ts'
import { seededRandomness } from '../base/random.ts'
import { commandsSince } from '../control/command-store.ts'
import { createObservability } from '../observability/observability.ts'
import type { CarOutcome } from './demo/collect.ts'
import { outcomeOf } from './demo/collect.ts'
import { judge, type NightOutcome, type Withdrawal } from './demo/judge.ts'
import { FIRST_SCENE, playNight, type PlayedNight } from './demo/play-night.ts'
import { canariesOf, prove } from './demo/proof.ts'
import { capacityLines, closingLines, tableOf } from './demo/report.ts'
import { createScreen, type Screen } from './demo/screen.ts'
import { WORDS, type DemoLanguage } from './demo/words.ts'
import { createDriverAgent } from './sandbox/driver-agent.ts'
import { DRIVERS } from './sandbox/drivers.ts'
import { at, NIGHTS, type Night } from './sandbox/nights.ts'
import { openSandbox, type OpenSandbox } from './sandbox/open-sandbox.ts'
import { thisProcess } from './this-process.ts'
import { UsageError } from './usage.ts'
import { VERSION } from './version.ts'

export const DEMO_HELP = `ladeplan demo: one night on real prices, in seconds

  --night DAY    ${NIGHTS.map(({ evening, zone }) => `${evening} (${zone})`).join(' or ')}
  --seed TEXT    decides everything that is random; same seed, same output
  --lang nb|en   language of the output (en)
  --json         the outcome as JSON, nothing else

Exit code 0 only if every promise was kept, every command confirmed, none doubled,
and no trace of a coordinate, token, VIN or personal detail was found.`

interface DemoOptions {
  readonly night: Night
  readonly seed: string
  readonly language: DemoLanguage
  readonly json: boolean
}

/** Plays a night and proves what it did. @returns the exit code */
export async function demo(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  const words = WORDS[options.language]
  const write = (text: string): void => void process.stdout.write(text)
  const screen = createScreen(options.json ? () => undefined : write, process.stdout.isTTY && !options.json)
  screen.line(words.title(options.night.place, options.night.zone, options.night.about))
  screen.line(`${words.real}\n`)
  const outcome = await inTemporaryFolder((folder) => runNight(options, screen, folder))
  if (options.json) write(`${JSON.stringify(outcome, null, 2)}\n`)
  for (const line of ['', ...closingLines(outcome, words, options.language), '', words.next])
    screen.line(line)
  if (outcome.failures.length > 0)
    process.stderr.write(`${words.failed}\n${outcome.failures.map((failure) => `- ${failure}\n`).join('')}`)
  return outcome.failures.length === 0 ? 0 : 1
}

async function runNight(options: DemoOptions, screen: Screen, folder: string): Promise<NightOutcome> {
  const { night, seed, language } = options
  const clock = new SteppedClock(at(night, FIRST_SCENE))
  const logFile = join(folder, 'service.log')
  const open = await openSandbox({
    directory: folder,
    process: thisProcess,
    night,
    clock,
    seed,
    randomness: seededRandomness(seed),
    observability: createObservability({ level: 'trace', destination: logFile, version: VERSION }),
    host: '127.0.0.1',
    port: 0,
    simulatorPort: 0,
    sandbox: null,
  })
  const agent = createDriverAgent(open.publicUrl)
  const words = WORDS[language]
  const played = await playNight({ night, clock, open, agent, screen, words, language })
  const cars = await outcomes(open, played)
  for (const line of [
    '',
    ...tableOf(cars, words, language),
    '',
    ...capacityLines(cars, words, language),
    ...words.basis(words.vat[night.zone === 'NO4' ? 'exempt' : 'included']),
  ])
    screen.line(line)
  const report = open.simulator.report()
  const withdrawal = await withdrawalOf(open, played)
  const metrics = await agent.look('/metrics')
  await open.close()
  const sinks = {
    databaseFolder: join(folder, 'database'),
    logFile,
    metrics,
    answers: agent.answers,
    written: screen.written(),
  }
  const proof = await prove(sinks, canariesOf(report, DRIVERS))
  return judge(cars, { report, proof, withdrawal })
}

async function outcomes(
  { database, simulator }: OpenSandbox,
  { vehicles }: PlayedNight,
): Promise<readonly CarOutcome[]> {
  const { cars } = simulator.report()
  const found: CarOutcome[] = []
  for (const { login, name, car } of DRIVERS) {
    const vehicle = vehicles.get(login)
    const simulated = cars.find((candidate) => candidate.login === login)
    if (vehicle !== undefined && simulated !== undefined)
      found.push(await outcomeOf(database.db, { name, car }, { vehicle, simulated }))
  }
  return found
}

async function withdrawalOf(
  { database }: OpenSandbox,
  { vehicles, withdrawnAt }: PlayedNight,
): Promise<Withdrawal> {
  const vehicle = vehicles.get('jon')
  const commands = vehicle === undefined ? [] : await commandsSince(database.db, vehicle.id, withdrawnAt)
  const key = await database.db
    .selectFrom('driver_key')
    .select('wrapped_key')
    .where('driver_id', '=', vehicle?.driverId ?? '')
    .executeTakeFirst()
  return { login: 'jon', at: withdrawnAt, keyShredded: key?.wrapped_key === null, releases: commands.length }
}

function readOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      night: { type: 'string', default: NIGHTS[0]?.evening ?? '' },
      seed: { type: 'string', default: 'ladeplan' },
      lang: { type: 'string', default: 'en' },
      json: { type: 'boolean', default: false },
    },
  })
  const night = NIGHTS.find(({ evening }) => evening === values.night)
  if (night === undefined) {
    throw new UsageError(
      `--night ${values.night}: no prices are shipped for it. Known: ${NIGHTS.map(({ evening }) => evening).join(', ')}`,
    )
  }
  if (values.lang !== 'nb' && values.lang !== 'en')
    throw new UsageError(`--lang ${values.lang}: expected nb or en`)
  return { night, seed: values.seed, language: values.lang, json: values.json }
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ladeplan-demo-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
