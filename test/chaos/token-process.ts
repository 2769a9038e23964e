import { InsertQueryNode, UpdateQueryNode, type KyselyPlugin } from 'kysely'
import process from 'node:process'
import { SteppedClock } from '../../src/base/clock.ts'
import { CarmakerError } from '../../src/carmakers/carmaker-error.ts'
import { findConnection, type Connection } from '../../src/connections/connection-store.ts'
import { holdGrant } from '../../src/connections/hold-grant.ts'
import { returnFromFlow } from '../../src/connections/oauth-flow.ts'
import { sealTokens, openRefreshToken } from '../../src/connections/sealed-tokens.ts'
import { findTokens, saveFirstTokens } from '../../src/connections/token-store.ts'
import { RefreshBusyError, withAccess } from '../../src/connections/tokens.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'
import { openPostgres, type Database } from '../../src/database/database.ts'
import { findDriverKey } from '../../src/keys/key-store.ts'
import { completeConnection, type Callback } from '../../src/vehicles/complete-connection.ts'
import { isKeptBy } from '../../src/vehicles/kept-cars.ts'
import { stageService } from '../support/stage-service.ts'
import {
  beginningSchema,
  orderSchema,
  type Answer,
  type Beginning,
  type ConnectKillPoint,
  type KillPoint,
} from './token-orders.ts'

/**
 * The service in a process of its own, which does what the tests order: calls the carmaker many times at once, takes one
 * callback many times at once, and dies where it is told to. Real database, real adapters, the simulator elsewhere.
 */
const beginning = beginningSchema.parse(JSON.parse(process.argv[2] ?? ''))
const clock = new SteppedClock(beginning.now)
const { db } = await openPostgres({ url: beginning.databaseUrl })
const deps = dependencies(beginning, beginning.dieAt === null ? db : db.withPlugin(dyingAt(beginning.dieAt)))

process.on('message', (message) => {
  void obey(message).then((answer) => process.send?.(answer))
})
process.on('disconnect', () => {
  void db.destroy()
})
process.send?.('ready')

async function obey(message: unknown): Promise<Answer> {
  const order = orderSchema.parse(message)
  if (order.kind === 'call') clock.stepTo(order.now)
  const attempt = (): Promise<unknown> =>
    order.kind === 'call'
      ? call(order.connectionId)
      : comeBack({
          carmaker: order.carmaker ?? 'tesla',
          parameters: new URLSearchParams(order.parameters),
          binding: order.binding,
        })
  const ends = await Promise.allSettled(Array.from({ length: order.times }, attempt))
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [nameOf(end.reason)] : []))
  return { succeeded: ends.length - failed.length, failed }
}

/** The driver is back; a process that is to die once the grant is held goes no further. */
async function comeBack(callback: Callback): Promise<unknown> {
  if (beginning.dieAt !== 'after-hold') return completeConnection(deps, callback)
  const { carmaker, parameters, binding } = callback
  const flow = await returnFromFlow(deps, { carmaker, state: parameters.get('state') ?? '', binding })
  await holdGrant(deps, flow, parameters, isKeptBy(deps, carmaker))
  return die()
}

/** One call, tried again while another process is renewing the token, as the loop does. */
async function call(connectionId: string): Promise<void> {
  const connection = await findConnection(deps.db, connectionId)
  if (connection === undefined) throw new Error('no such connection')
  const { api } = deps.carmaker('tesla')
  if (beginning.withoutLease) await renewWithoutLease(connection)
  for (let busy = true; busy;) {
    try {
      await withAccess(deps, connection, (token) => api.listVehicles(token))
      busy = false
    } catch (error) {
      if (!(error instanceof RefreshBusyError)) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

/** The planted defect: sees that the token has ended, renews it, and stores what comes. */
async function renewWithoutLease({ id, driverId }: Connection): Promise<void> {
  const stored = await findTokens(db, id)
  if (stored === undefined || deps.clock.now() < stored.refreshAt) return
  const key = await findDriverKey(db, deps.kek, driverId)
  const row = { table: 'token', id } as const
  const tokens = await deps.carmaker('tesla').oauth.refresh(openRefreshToken(key, row, stored))
  const sealed = sealTokens(key, row, tokens, { now: deps.clock.now(), spreadBy: id })
  await db.transaction().execute((trx) => saveFirstTokens(trx, id, sealed))
}

function dependencies(given: Beginning, database: Database): ControlDependencies {
  const { simulatorUrl, doorUrl, dieAt } = given
  const { control } = stageService(
    {
      ...{ db: database, clock, log: [], priceSources: [] },
      processClock: new SteppedClock(given.processNow),
      simulator: { url: simulatorUrl },
      door: { url: doorUrl },
    },
    { process: given.process },
  )
  if (dieAt === 'after-code') return dyingAfterCode(control)
  if (dieAt !== 'before-send' && dieAt !== 'after-answer') return control
  const { oauth, ...carmaker } = control.carmaker('tesla')
  const refresh: typeof oauth.refresh = async (token) => {
    if (dieAt === 'before-send') die()
    await oauth.refresh(token)
    return die()
  }
  return { ...control, carmaker: () => ({ ...carmaker, oauth: { ...oauth, refresh } }) }
}

/** The carmaker has answered the code; nothing of the answer leaves the process. */
function dyingAfterCode(control: ControlDependencies): ControlDependencies {
  return {
    ...control,
    carmaker: (name) => {
      const { oauth, ...carmaker } = control.carmaker(name)
      const exchangeCode: typeof oauth.exchangeCode = async (answer) => {
        await oauth.exchangeCode(answer)
        return die()
      }
      return { ...carmaker, oauth: { ...oauth, exchangeCode } }
    },
  }
}

/** Dies just before, or just after, the database has stored a renewed pair. */
function dyingAt(point: KillPoint | ConnectKillPoint): KyselyPlugin {
  const saves = new WeakSet<object>()
  return {
    transformQuery: ({ node, queryId }) => {
      const isSave = UpdateQueryNode.is(node) && JSON.stringify(node.updates).includes('"sealed_refresh"')
      const isHold = InsertQueryNode.is(node) && node.into?.table.identifier.name === 'held_grant'
      if ((isSave && point === 'before-commit') || (isHold && point === 'before-hold')) die()
      if (isSave) saves.add(queryId)
      return node
    },
    transformResult: ({ result, queryId }) => {
      if (point === 'after-commit' && saves.has(queryId)) die()
      return Promise.resolve(result)
    },
  }
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('SIGKILL ends a process at once')
}

function nameOf(error: unknown): string {
  if (error instanceof CarmakerError) return error.code
  return error instanceof Error ? error.name : 'unknown'
}
