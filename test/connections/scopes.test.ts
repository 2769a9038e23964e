import { expect, it } from 'vitest'
import { consentEvents } from '../../src/connections/consent-store.ts'
import { completeConnection } from '../../src/vehicles/complete-connection.ts'
import { connectionHealth } from '../../src/vehicles/connection-health.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { agree, connect, openFlow, signIn, useStage, type Stage } from '../support/stage.ts'

const LOCATION = /location|position|gps|user_data|profile|email|address/i
const ASKED = {
  tesla: ['openid', 'offline_access', 'vehicle_device_data', 'vehicle_charging_cmds'],
  smartcar: ['read_vin', 'read_battery', 'read_charge', 'control_charge'],
}
type Told = keyof typeof ASKED
/** What a driver, or an old grant, might add without being asked. */
const SURPLUS = { tesla: 'vehicle_location', smartcar: 'read_location' } as const

/** Signs in at an address to which another scope was added on the way. */
async function connectWithSurplus(stage: Stage, carmaker: Told) {
  const flow = await agree(stage, 'driver-kari', { carmaker })
  const scope = `${flow.authorizeUrl.searchParams.get('scope') ?? ''} ${SURPLUS[carmaker]}`
  flow.authorizeUrl.searchParams.set('scope', scope)
  const parameters = await signIn(flow)
  return completeConnection(stage.deps, { carmaker, parameters, binding: flow.binding })
}

describeOnEveryEngine('the permissions of a connection', (database) => {
  const stage = useStage(database)

  it.each<Told>(['tesla', 'smartcar'])(
    'OA17: asked of %s are exactly those that are needed, none of them for a place or a person',
    async (carmaker) => {
      const { authorizeUrl } = await agree(stage(), 'driver-kari', { carmaker })
      const asked = (authorizeUrl.searchParams.get('scope') ?? '').split(' ')
      expect(asked.map((scope) => scope.replace('required:', ''))).toEqual(ASKED[carmaker])
      expect(asked.filter((scope) => LOCATION.test(scope))).toEqual([])
      // The control: the search finds one that is.
      expect(Object.values(SURPLUS).filter((scope) => LOCATION.test(scope))).toHaveLength(2)
    },
  )

  it.each<Told>(['tesla', 'smartcar'])(
    'OA17: that %s grants beside are recorded, and used for nothing',
    async (carmaker) => {
      const connection = await connectWithSurplus(stage(), carmaker)
      const [granted] = await consentEvents(database(), connection.id)
      expect(granted?.scopesGranted).toContain(SURPLUS[carmaker])
      expect(granted?.scopesAsked).not.toContain(SURPLUS[carmaker])
      expect(connection).toMatchObject({ state: 'connected', missingScopes: [] })
      while ((await stage().service.tick()) > 0);
      const report = stage().simulator.report()
      expect(report.coordinatesSent).toBeGreaterThan(0)
      const log = stage().log.join('')
      for (const { latitude, longitude } of report.pool) {
        for (const value of [latitude, longitude]) expect(log).not.toContain(String(value))
      }
    },
  )

  it('that a driver of a Tesla left out are missing, told of and mended by consenting anew', async () => {
    const { connection } = await connect(stage(), { scopes: ['vehicle_device_data'] })
    expect(connection.missingScopes).toEqual(['vehicle_charging_cmds'])
    const known = await connectionHealth(database(), connection.id, stage().clock.now())
    expect(known?.health).toMatchObject({ state: 'limited', reason: 'permission-missing' })
    const flow = await openFlow(stage(), connection)
    const anew = { carmaker: 'tesla', parameters: await signIn(flow), binding: flow.binding } as const
    expect(await completeConnection(stage().deps, anew)).toMatchObject({
      ...{ id: connection.id, state: 'connected', missingScopes: [] },
    })
  })

  it('that are needed cannot be left out behind Smartcar', async () => {
    const home = { carmaker: 'smartcar' } as const
    const { connection } = await connect(stage(), { home, scopes: ['read_vin'] })
    expect(connection.missingScopes).toEqual([])
  })
})
