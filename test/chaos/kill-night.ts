import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { compiled } from '../support/compiled.ts'
import { freePort } from '../support/free-port.ts'
import { at, NIGHTS } from '../../src/cli/sandbox/nights.ts'
import type { Step } from './dispatch-steps.ts'

const [night] = NIGHTS
if (night === undefined) throw new Error('No night is shipped')
/** Shortly before the first car comes home. */
const START = at(night, '16:25')
/** All is charged, nothing is unplugged. */
export const MORNING = at(night, '06:30', 'morning')
/** Every car has been started. */
export const NIGHT = at(night, '03:20', 'morning')

const commandSchema = z.object({ kind: z.enum(['start', 'stop', 'wake']), at: z.coerce.date() })
const reportSchema = z.object({
  now: z.coerce.date(),
  cars: z.array(
    z.object({
      vin: z.string(),
      login: z.string(),
      socPercent: z.number(),
      commands: z.array(commandSchema.extend({ answered: z.string() })),
      effectiveCommands: z.array(commandSchema),
    }),
  ),
})
type Report = z.infer<typeof reportSchema>

const ledgerSchema = z.object({
  ledger: z.array(
    z.object({ kind: z.string(), outcome: z.string().nullable(), confirmed_at: z.string().nullable() }),
  ),
})

/** What a night with kills came to, as the carmaker and the service's own ledger have it. */
export interface KilledNight {
  readonly kills: number
  /** Kills while a command was on its way: its outcome was known to nobody. */
  readonly killsInFlight: number
  readonly report: Report
  readonly ledger: z.infer<typeof ledgerSchema>['ledger']
}

/** When to kill: while a command has taken effect, while it is lost, at a step of a dispatch, or at any moment. */
export type KillPoint = keyof typeof FAULTS | (typeof STANDING)[number] | 'any-moment'
/** Steps at which the process itself stands still, to be killed there. */
const STANDING = ['leased', 'written', 'verified', 'committed'] as const satisfies readonly Step[]

/**
 * Plays a night with the simulator in a process of its own and the service in another, which is killed with SIGKILL and
 * started again on the same folder as often as `points` says.
 */
export async function playKilledNight(
  points: readonly KillPoint[],
  { until = MORNING, plant = '' }: { until?: Date; plant?: string } = {},
): Promise<KilledNight> {
  const folder = mkdtempSync(join(tmpdir(), 'ladeplan-kill-'))
  const port = await freePort()
  const callback = `http://localhost:${String(port)}/callback/tesla`
  const simulator = await startSimulator(callback)
  try {
    await moveClock(simulator.url, START)
    const start = (point: KillPoint | undefined): Service => {
      const place = [folder, simulator.url, String(port), until.toISOString(), night?.postalCode ?? '']
      return startService([...place, plant, STANDING.find((step) => step === point) ?? ''])
    }
    const kills = { all: 0, inFlight: 0 }
    let service = start(points[0])
    for (const [index, point] of points.entries()) {
      await service.ready
      const inFlight = await moment(point, index, { service, simulatorUrl: simulator.url })
      if (!(await kill(service))) continue
      kills.all += 1
      if (inFlight) kills.inFlight += 1
      service = start(points[index + 1])
    }
    const ledger = await service.finished
    return { kills: kills.all, killsInFlight: kills.inFlight, report: await reportOf(simulator.url), ledger }
  } finally {
    simulator.process.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Waits for the moment to kill. @returns whether a command is in flight then */
async function moment(
  point: KillPoint,
  index: number,
  { service, simulatorUrl }: { service: Service; simulatorUrl: string },
): Promise<boolean> {
  if (point === 'any-moment') {
    // A few milliseconds up to some fifty, never the same twice in a row.
    await service.steps(2 + ((index * 5) % 11))
    return false
  }
  if (!isFault(point)) {
    await service.stands
    return point !== 'leased'
  }
  await arm(simulatorUrl, FAULTS[point])
  while ((await armed(simulatorUrl)) > 0) {
    if (service.over()) return false
    await service.steps(1)
  }
  return true
}

/** @returns false if the process had ended by itself, so that there was nothing to kill */
async function kill(service: Service): Promise<boolean> {
  const alive = !service.over() && service.process.kill('SIGKILL')
  if (alive) await service.gone
  return alive && service.process.signalCode === 'SIGKILL'
}

const FAULTS = {
  'after-effect': { kind: 'silence-after-effect' },
  'after-start': { kind: 'silence-after-effect', on: 'start' },
  'before-effect': { kind: 'silence-before-effect' },
} as const

function isFault(point: KillPoint): point is keyof typeof FAULTS {
  return point in FAULTS
}

async function moveClock(simulatorUrl: string, now: Date): Promise<void> {
  await fetch(`${simulatorUrl}/_simulator/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ now }),
  })
}

async function arm(simulatorUrl: string, fault: object): Promise<void> {
  await fetch(`${simulatorUrl}/_simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  })
}

/** Faults that have hit nothing yet. */
async function armed(simulatorUrl: string): Promise<number> {
  const response = await fetch(`${simulatorUrl}/_simulator/faults`)
  return z.array(z.unknown()).parse(await response.json()).length
}

async function reportOf(simulatorUrl: string): Promise<Report> {
  const response = await fetch(`${simulatorUrl}/_simulator/report`)
  return reportSchema.parse(await response.json())
}

async function startSimulator(callback: string): Promise<{ url: string; process: ChildProcess }> {
  const args = ['simulator', '--port', '0', '--speed', '0', '--seed', 'kill', '--callback', callback]
  const child = spawn(process.execPath, [compiled('src/cli/ladeplan.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await firstLine(child)
  return { url, process: child }
}

interface Service {
  readonly process: ChildProcess
  readonly ready: Promise<void>
  /** Resolves when it stands still at its step, or the night is over. */
  readonly stands: Promise<void>
  /** The ledger, once the night is over. */
  readonly finished: Promise<KilledNight['ledger']>
  readonly gone: Promise<void>
  over(): boolean
  /** Resolves after the event loop here has turned a few times, each a few milliseconds: time for the other process. */
  steps(turns: number): Promise<void>
}

function startService(args: readonly string[]): Service {
  const child = spawn(process.execPath, [compiled('test/chaos/service-process.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = linesOf(child)
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve()
    }),
  )
  const stands = lines(2).then(() => undefined)
  stands.catch(() => undefined)
  const finished = lines(2).then((line) => ledgerSchema.parse(JSON.parse(line)).ledger)
  // A killed process never finishes; nobody waits for it then.
  finished.catch(() => undefined)
  return {
    process: child,
    ready: lines(1).then(() => undefined),
    stands,
    finished,
    gone,
    over: () => child.exitCode !== null,
    steps: async (turns) => {
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setTimeout(resolve, 4))
    },
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return linesOf(child)(1)
}

/** The n-th line a process prints; rejects if it ends before. */
function linesOf(child: ChildProcess): (n: number) => Promise<string> {
  let text = ''
  const waiting: (() => void)[] = []
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part
    for (const wake of waiting) wake()
  })
  child.once('exit', () => {
    for (const wake of waiting) wake()
  })
  return (n) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const lines = text.split('\n')
        if (lines.length > n) resolve(lines[n - 1] ?? '')
        else if (child.exitCode !== null || child.signalCode !== null)
          reject(new Error('The process ended early'))
      }
      waiting.push(look)
      look()
    })
}
