import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { findState } from '../../src/vehicles/state-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'
import { nightCar, sleeper, wall } from '../journeys/night.ts'

describeOnEveryEngine('what goes with looking after cars', (database) => {
  const stage = useStage(database, { start: wall('18:00'), cars: [nightCar(), sleeper()] })

  test('keeps no car waiting where it fails again and again, and is told and done as soon as it can be', async () => {
    const { vehicle } = await connect(stage())
    const ola = await connect(stage(), { login: 'ola', driverId: 'driver-ola' })
    await consentIsOver(ola.connection.id)
    await whileNoConsentCanEnd(async () => {
      expect(await stage().service.lookAfter()).toBeGreaterThan(0)
      expect(await findState(database(), vehicle.id)).toMatchObject({ checkedAt: wall('18:00') })
    })
    expect(stage().log.filter((line) => line.includes('end of consents'))).not.toEqual([])
    // The control: there was something to be done.
    await stage().service.lookAfter()
    expect((await findConnection(database(), ola.connection.id))?.state).not.toBe('connected')
  })

  async function consentIsOver(connectionId: string): Promise<void> {
    await sql`update connection set consent_ends_at = ${wall('17:00')} where id = ${connectionId}`.execute(
      database(),
    )
  }

  /** As where one row is not what every other is. */
  async function whileNoConsentCanEnd(work: () => Promise<void>): Promise<void> {
    await sql`
      create function no_consent_can_end() returns trigger language plpgsql as
      $$ begin raise exception 'no consent can end'; end $$`.execute(database())
    await sql`
      create trigger no_consent_can_end before update on connection
      for each row when (new.state = 'withdrawing') execute function no_consent_can_end()`.execute(database())
    await work().finally(() => sql`drop function no_consent_can_end cascade`.execute(database()))
  }
})
