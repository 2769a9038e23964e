import process from 'node:process'
import { parseArgs } from 'node:util'
import { ScaledClock, SteppedClock } from '../base/clock.ts'
import { readShippedDays } from '../prices/shipped-days.ts'
import { ALL_SIMULATED } from '../simulator/carmakers.ts'
import { startSimulator } from '../simulator/simulator.ts'
import { readSimulatorTime } from '../simulator/state-file.ts'
import { fleetOf } from './sandbox/drivers.ts'
import { at, NIGHTS } from './sandbox/nights.ts'
import { callbacksOf } from './sandbox/simulated-carmakers.ts'
import { shippedPrices } from './sandbox/open-sandbox.ts'
import { UsageError } from './usage.ts'

/** Where the service listens if it is not told otherwise. */
const SERVICE = new URL('http://localhost:8080')

export const SIMULATOR_HELP = `ladeplan simulator: a carmaker, four cars and a price source that do not exist, on 127.0.0.1

  --port N           port (8090; 0 takes any free one)
  --night DAY        ${NIGHTS.map(({ evening }) => evening).join(' or ')}
  --seed TEXT        decides positions, tokens and wake-up times
  --speed N          world seconds per real second (1); 0: stands still until POST /_simulator/clock moves it
  --callback URL     where drivers are sent back to (http://localhost:8080/callback/<carmaker>); may be given more than once
  --state FILE       keeps cars, consents and world time in a file

The first line printed is the address. It speaks
${ALL_SIMULATED.map(([, { speaks }]) => `  ${speaks}`).join('\n')}
  hvakosterstrommen.no's prices under /api/v1/prices
GET /_simulator/report tells what really happened.`

/** Runs until it is told to stop. @returns the exit code */
export async function simulator(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  const start =
    (options.state === undefined ? undefined : readSimulatorTime(options.state)) ?? at(options.night, '12:15')
  const clock = options.speed === 0 ? new SteppedClock(start) : new ScaledClock(start, options.speed)
  const running = await startSimulator({
    clock,
    steppable: clock,
    seed: options.seed,
    cars: fleetOf(options.night),
    prices: readShippedDays(shippedPrices()),
    port: options.port,
    redirectUris: options.callback,
    ...(options.state === undefined ? {} : { stateFile: options.state }),
  })
  process.stdout.write(`${running.url}\n`)
  await told(['SIGINT', 'SIGTERM'])
  await running.close()
  return 0
}

function told(signals: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals)
      process.once(signal, () => {
        resolve()
      })
  })
}

function readOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8090' },
      night: { type: 'string', default: NIGHTS[0]?.evening ?? '' },
      seed: { type: 'string', default: 'ladeplan' },
      speed: { type: 'string', default: '1' },
      callback: { type: 'string', multiple: true, default: [...callbacksOf(SERVICE)] },
      state: { type: 'string' },
    },
  })
  const night = NIGHTS.find(({ evening }) => evening === values.night)
  if (night === undefined)
    throw new UsageError(
      `--night ${values.night}: expected ${NIGHTS.map(({ evening }) => evening).join(' or ')}`,
    )
  return {
    night,
    seed: values.seed,
    state: values.state,
    callback: values.callback,
    port: wholeNumber('--port', values.port, 65_535),
    speed: wholeNumber('--speed', values.speed, 3600),
  }
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text)
  if (text !== '' && Number.isInteger(value) && value >= 0 && value <= most) return value
  throw new UsageError(`${name} ${text}: expected a whole number from 0 to ${String(most)}`)
}
