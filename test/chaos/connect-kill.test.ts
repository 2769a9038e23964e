import { afterEach, describe, expect, it } from 'vitest'
import type { CarmakerName } from '../../src/carmakers/registry.ts'
import { findConnection } from '../../src/connections/connection-store.ts'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { withAccess } from '../../src/connections/tokens.ts'
import { LANGUAGES } from '../../src/texts/language.ts'
import { pageTexts } from '../../src/texts/page-texts.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { browser, locationOf } from '../http/requests.ts'
import { agree, openFlow, signIn, type OpenFlow } from '../support/stage.ts'
import { CONNECT_KILL_POINTS, type ConnectKillPoint } from './token-orders.ts'
import { NEEDS_SERVER, openTokenWorld, SERVER_URL, THOROUGH, type TokenWorld } from './token-processes.ts'

const ROUNDS = THOROUGH ? 20 : 1
const MOST_MS = THOROUGH ? 1_800_000 : 120_000
/** A grant that is held and not confirmed is given back after ten minutes. */
const HELD_SECONDS = 660
const BRANDS: readonly CarmakerName[] = ['tesla', 'smartcar']

describe.skipIf(SERVER_URL === undefined)(
  `a process killed while a driver comes back from the carmaker${NEEDS_SERVER}`,
  () => {
    let world: TokenWorld | undefined
    afterEach(() => world?.close())

    it.each(BRANDS)(
      `leaves nothing half done at %s, and the driver just connects again, ${String(ROUNDS)} times each`,
      async (carmaker) => {
        for (let round = 0; round < ROUNDS; round++) {
          for (const point of CONNECT_KILL_POINTS) {
            world = await openTokenWorld(SERVER_URL ?? '')
            await killedAndAgain(world, carmaker, point)
            await world.close()
            world = undefined
          }
        }
      },
      MOST_MS,
    )
  },
)

async function killedAndAgain(
  world: TokenWorld,
  carmaker: CarmakerName,
  point: ConnectKillPoint,
): Promise<void> {
  const open = await agree(world, 'driver-kari', { carmaker })
  const parameters = await signIn(open)
  const doomed = await world.start({ dieAt: point })
  const order = {
    kind: 'callback',
    carmaker,
    parameters: parameters.toString(),
    binding: open.binding,
  } as const
  await expect(doomed.order({ ...order, times: 1 })).rejects.toThrow('died before it answered')
  expect(doomed.child.signalCode).toBe('SIGKILL')
  // The control: the carmaker has answered, so there is a grant whose tokens may be lost.
  expect(codesAsked(world)).toBe(1)
  await expectNothingHalfDone(world, open, point)
  await expectUsedUp(world, { carmaker, parameters, binding: open.binding })
  await connectAgain(world, open)
}

async function expectNothingHalfDone(
  { deps: { db } }: TokenWorld,
  { connection }: OpenFlow,
  point: ConnectKillPoint,
): Promise<void> {
  const { id } = connection
  expect(await findConnection(db, id)).toMatchObject({ state: 'started' })
  expect(await consentEvents(db, id)).toEqual([])
  expect(await listVehicles(db, { connectionId: id })).toEqual([])
  expect(await db.selectFrom('token').selectAll().execute()).toEqual([])
  expect(await db.selectFrom('oauth_flow').selectAll().where('used_at', 'is', null).execute()).toEqual([])
  const held = await db.selectFrom('held_grant').selectAll().execute()
  expect(held).toHaveLength(point === 'after-hold' ? 1 : 0)
}

/** The browser loads the address once more: it is told that the link is used, and the carmaker is asked for nothing. */
async function expectUsedUp(
  world: TokenWorld,
  { carmaker, parameters, binding }: { carmaker: CarmakerName; parameters: URLSearchParams; binding: string },
): Promise<void> {
  const address = `/callback/${carmaker}?${parameters.toString()}`
  const back = await browser(world.service.app, 'get', address).set('Cookie', `ladeplan-flow=${binding}`)
  expect([back.status, locationOf(back).searchParams.get('status')]).toEqual([303, 'link-expired'])
  const page = await browser(world.service.app, 'get', locationOf(back).href).expect(200)
  const sentences = LANGUAGES.map((language) => pageTexts(language).connected.failures['link-expired'])
  expect(sentences.some((sentence) => page.text.includes(sentence))).toBe(true)
  expect(codesAsked(world)).toBe(1)
}

/** At once, without waiting for anything; what was held and never confirmed is given back later, and costs the new connection nothing. */
async function connectAgain(world: TokenWorld, { connection }: OpenFlow): Promise<void> {
  const { deps } = world
  const again = { connection, ...(await openFlow(world, connection)) }
  const { carmaker } = connection
  const callback = { carmaker, parameters: await signIn(again), binding: again.binding }
  await completeConnection(deps, callback)
  expect(await works(world, connection.id)).toBe(true)
  world.pass(HELD_SECONDS)
  await world.service.tick()
  expect(await deps.db.selectFrom('held_grant').selectAll().execute()).toEqual([])
  expect(await findConnection(deps.db, connection.id)).toMatchObject({ state: 'connected' })
  expect(await works(world, connection.id)).toBe(true)
  expect((await consentEvents(deps.db, connection.id)).map(({ event }) => event)).toEqual(['granted'])
}

async function works({ deps }: TokenWorld, id: string): Promise<boolean> {
  const connection = await findConnection(deps.db, id)
  if (connection === undefined) return false
  const { api } = deps.carmaker(connection.carmaker)
  return (await withAccess(deps, connection, (token) => api.listVehicles(token))).length === 1
}

function codesAsked({ simulator }: TokenWorld): number {
  return simulator.report().tokenRequests.codes
}
