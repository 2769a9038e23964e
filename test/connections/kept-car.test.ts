import { expect, it } from 'vitest'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { holdGrant } from '../../src/connections/hold-grant.ts'
import { returnFromFlow } from '../../src/connections/oauth-flow.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'
import { isKeptBy } from '../../src/vehicles/kept-cars.ts'
import { confirmConnection } from '../../src/vehicles/confirm-connection.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { agree, connect, openFlow, signIn, useStage, type Stage } from '../support/stage.ts'

const home = { carmaker: 'smartcar' } as const

/** Behind Smartcar a grant is ended car by car, whoever else has the car connected. */
describeOnEveryEngine('a car behind Smartcar that its driver keeps', (database) => {
  const stage = useStage(database)

  /** Mallory has sent Kari the link to a connection of his own, and she has signed in. */
  async function lure(): Promise<{ connectionId: string; confirmation: string }> {
    const open = await agree(stage(), 'driver-mallory', home)
    const parameters = await signIn(open)
    const state = parameters.get('state') ?? ''
    const returned = await returnFromFlow(stage().deps, { ...home, state, binding: open.binding })
    return {
      connectionId: open.connection.id,
      confirmation: await holdGrant(stage().deps, returned, parameters, isKeptBy(stage().deps, 'smartcar')),
    }
  }

  it('is not taken from her when the app refuses what she was lured into', async () => {
    await connect(stage(), { home })
    const attempt = confirmConnection(stage().deps, { ...(await lure()), driverId: 'driver-kari' })
    await expect(attempt).rejects.toMatchObject({ code: 'confirmation-refused' })
    await expectKept(stage())
  })

  it('is not taken from her when nobody confirms what she was lured into', async () => {
    await connect(stage(), { home })
    await lure()
    stage().pass(600)
    await expectKept(stage())
  })

  it('is given back by the carmaker where nobody has it', async () => {
    const attempt = confirmConnection(stage().deps, { ...(await lure()), driverId: 'driver-kari' })
    await expect(attempt).rejects.toMatchObject({ code: 'confirmation-refused' })
    await stage().service.tick()
    expect(stage().simulator.report().revocations).toHaveLength(1)
  })

  it('is not taken from her when she consents anew and Smartcar fails to tell what she granted', async () => {
    const { connection } = await connect(stage(), { home })
    await database().updateTable('connection').set({ missing_scopes: 'control_charge' }).execute()
    const { authorizeUrl, binding } = await openFlow(stage(), connection)
    await stage().arm({ kind: 'http-500', on: 'vehicle', times: 1 })
    const parameters = await signIn({ authorizeUrl })
    await completeConnection(stage().deps, { ...home, parameters, binding })
    await expectKept(stage())
    const events = await consentEvents(database(), connection.id)
    expect(events.at(-1)?.scopesGranted).toEqual(stage().deps.carmaker('smartcar').oauth.scopes)
  })
})

async function expectKept({ service, simulator, deps }: Stage): Promise<void> {
  await service.tick()
  expect(simulator.report().revocations).toEqual([])
  expect(await deps.db.selectFrom('held_grant').select('id').execute()).toEqual([])
}
