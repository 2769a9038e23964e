import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { OpenDatabase } from '../../src/database/database.ts'
import { compiled } from '../support/compiled.ts'
import { openServerDatabase } from '../support/server-database.ts'
import { openStage, type Stage, type StageOptions } from '../support/stage.ts'
import { answerSchema, type Answer, type Beginning, type Order } from './token-orders.ts'

export const SERVER_URL = process.env['TEST_DATABASE_URL']
/** What a suite that needs locks between processes says in its title where there is no server. */
export const NEEDS_SERVER =
  SERVER_URL === undefined ? ' (left out: TEST_DATABASE_URL names no PostgreSQL)' : ''
export const THOROUGH = process.env['LADEPLAN_THOROUGH'] === '1'

/** A process of the service, to be ordered about. */
export interface TokenProcess {
  readonly child: ChildProcess
  /** Rejects if the process dies before it has answered. */
  order(order: Order): Promise<Answer>
  /** Resolves when the process is no more. */
  readonly gone: Promise<void>
}

/** One database, one simulated carmaker, and processes of the service on them. */
export interface TokenWorld extends Stage {
  start(changes?: Partial<Beginning>): Promise<TokenProcess>
}

export async function openTokenWorld(url: string, options: StageOptions = {}): Promise<TokenWorld> {
  const database: OpenDatabase & { url: string } = await openServerDatabase(url)
  const stage = await openStage(database.db, options)
  const started: ChildProcess[] = []
  let number = 100
  return {
    ...stage,
    start: async (changes = {}) => {
      const { url: simulatorUrl } = stage.simulator
      const beginning: Beginning = {
        ...{ databaseUrl: database.url, simulatorUrl, doorUrl: stage.door.url },
        ...{ process: ++number, now: stage.clock.now(), processNow: stage.processClock.now() },
        ...{ withoutLease: false, dieAt: null, ...changes },
      }
      const running = await startProcess(beginning)
      started.push(running.child)
      return running
    },
    close: async () => {
      for (const child of started) child.kill('SIGKILL')
      await stage.close()
      await database.close()
    },
  }
}

async function startProcess(beginning: Beginning): Promise<TokenProcess> {
  const child = fork(compiled('test/chaos/token-process.ts'), [JSON.stringify(beginning)], { execArgv: [] })
  const gone = once(child, 'exit').then(() => undefined)
  await answerOf(child, gone)
  return {
    child,
    gone,
    order: async (order) => {
      child.send(order)
      return answerSchema.parse(await answerOf(child, gone))
    },
  }
}

function answerOf(child: ChildProcess, gone: Promise<void>): Promise<unknown> {
  const died = gone.then(() => {
    throw new Error('The process died before it answered')
  })
  const answered = new Promise((resolve) => child.once('message', resolve))
  return Promise.race([answered, died])
}
