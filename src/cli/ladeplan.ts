import process from 'node:process'
import { ConfigError } from '../config/config-error.ts'
import { FolderLockedError } from '../database/folder-lock.ts'
import { KeyFileError } from '../keys/key-encryption-key.ts'
import { WrongKeyError } from '../keys/open-keys.ts'
import { backtest, BACKTEST_HELP } from './backtest.ts'
import { demo, DEMO_HELP } from './demo.ts'
import { evacuate, EVACUATE_HELP } from './evacuate.ts'
import { plan, PLAN_HELP } from './plan.ts'
import { prices, PRICES_HELP } from './prices.ts'
import { replay, REPLAY_HELP } from './replay.ts'
import { NoDatabaseError } from './stored-database.ts'
import { simulator, SIMULATOR_HELP } from './simulator.ts'
import { UsageError } from './usage.ts'
import { why, WHY_HELP } from './why.ts'

interface Command {
  readonly about: string
  readonly help: string
  /** @returns the exit code */
  run(args: readonly string[]): Promise<number>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  backtest: {
    about: 'plays random nights in memory and judges them by physics',
    help: BACKTEST_HELP,
    run: (args) => backtest(args),
  },
  demo: { about: 'plays one night on real prices and proves what it did', help: DEMO_HELP, run: demo },
  evacuate: {
    about: 'gives every car back that stands because of Ladeplan',
    help: EVACUATE_HELP,
    run: evacuate,
  },
  plan: {
    about: 'plans a charge on prices from a file, or answers a problem object',
    help: PLAN_HELP,
    run: plan,
  },
  prices: {
    about: 'shows a day of prices, and what a kWh costs at a site',
    help: PRICES_HELP,
    run: prices,
  },
  replay: { about: 'plans a stored request again and compares', help: REPLAY_HELP, run: replay },
  simulator: {
    about: 'runs the simulated carmaker and price source alone',
    help: SIMULATOR_HELP,
    run: simulator,
  },
  why: { about: 'tells what was decided for a car, and why', help: WHY_HELP, run: why },
}

const EXIT_USAGE = 64
const EXIT_CONFIG = 78

process.exitCode = await main(process.argv.slice(2))

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS[name]
  if (command === undefined) return usage(name)
  if (args.includes('--help')) return print(command.help)
  try {
    return await command.run(args)
  } catch (error) {
    return complain(error)
  }
}

function usage(name: string): number {
  const commands = Object.entries(COMMANDS).map(([word, { about }]) => `  ${word.padEnd(10)} ${about}`)
  const text = [
    'ladeplan <command> [options]',
    '',
    ...commands,
    '',
    'ladeplan <command> --help says more.',
  ].join('\n')
  if (name === '' || name === '--help' || name === 'help') return print(text)
  process.stderr.write(`There is no command "${name}".\n\n${text}\n`)
  return EXIT_USAGE
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

/** Faults a person can mend are said in a sentence; for all others the stack is of use. */
function complain(error: unknown): number {
  if (isMendable(error)) {
    process.stderr.write(`${error.message}\n`)
    return EXIT_CONFIG
  }
  const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error)
  if (isUsage) {
    process.stderr.write(`${error.message}\n`)
    return EXIT_USAGE
  }
  throw error
}

function isMendable(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof FolderLockedError ||
    error instanceof KeyFileError ||
    error instanceof WrongKeyError ||
    error instanceof NoDatabaseError
  )
}
