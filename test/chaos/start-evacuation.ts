import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { compiled } from '../support/compiled.ts'
import type { Fleet } from './fleet.ts'
import { settingsOf, type Servers } from './main-process.ts'

const saidSchema = z.object({ event: z.string(), found: z.int(), givenBack: z.int(), left: z.int() })

/** `ladeplan evacuate` as a person runs it. */
export interface RunningEvacuation {
  readonly child: ChildProcess
  readonly ended: Promise<{
    /** `null` if it was killed. */
    readonly code: number | null
    /** What it said last. */
    readonly last: z.infer<typeof saidSchema> | undefined
  }>
}

export function startEvacuation(
  fleet: Pick<Fleet, 'simulator' | 'children'>,
  servers: Servers,
  perSecond: number,
): RunningEvacuation {
  const args = ['evacuate', '--json', '--per-second', String(perSecond)]
  const child = spawn(process.execPath, [compiled('src/cli/ladeplan.ts'), ...args], {
    env: settingsOf(fleet, servers),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  fleet.children.add(child)
  const ended = Promise.all([text(child.stdout), once(child, 'exit')]).then(([said]) => {
    const line = said.trimEnd().split('\n').at(-1) ?? ''
    return { code: child.exitCode, last: line === '' ? undefined : saidSchema.parse(JSON.parse(line)) }
  })
  return { child, ended }
}
