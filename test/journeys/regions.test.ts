import { expect, test } from 'vitest'
import { findConnection } from '../../src/connections/connection-store.ts'
import { saveRegion } from '../../src/connections/region-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, ledger, nightCar, play, socAt, wall } from './night.ts'

const america = ({ simulator }: Stage) => `${simulator.url}/north-america`
const refusals = ({ log }: Stage) =>
  log.filter((line) => line.includes('carmaker-answered') && line.includes('"421"')).length

describeOnEveryEngine('a driver whose Tesla account is of another region', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar({ region: 'na' })] })
  const regionOf = async (id: string) => (await findConnection(database(), id))?.region

  test('is asked once where that is, and served there all night without a single refusal', async () => {
    const { connection, vehicle } = await connect(stage())
    expect(await regionOf(connection.id)).toBe(america(stage()))
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
    expect(refusals(stage())).toBe(0)
  })

  test('is found by the refusal where the carmaker did not tell, the call being repeated once', async () => {
    // Either region is asked, as any knows all drivers.
    await stage().arm({ kind: 'http-500', on: 'region', times: 2 })
    const { connection, vehicle } = await connect(stage())
    expect(await regionOf(connection.id)).toBe(america(stage()))
    expect(refusals(stage())).toBe(1)
    await play(stage(), vehicle, wall('07:30'))
    expect(refusals(stage())).toBe(1)
    expect((await ledger(stage(), vehicle)).every(({ outcome }) => outcome === 'done')).toBe(true)
  })

  test('is served although the stored region is no longer configured, or has become the wrong one', async () => {
    const { connection, vehicle } = await connect(stage())
    for (const region of ['https://fleet-api.elsewhere.example', stage().simulator.url]) {
      await saveRegion(database(), connection.id, region)
      const before = refusals(stage())
      await play(stage(), vehicle, region === stage().simulator.url ? wall('07:30') : wall('18:00'))
      // One pass may ask two things before it reads anew where the driver belongs.
      expect(refusals(stage()) - before).toBeLessThanOrEqual(2)
      expect(refusals(stage())).toBeGreaterThan(before)
      expect(await regionOf(connection.id)).toBe(america(stage()))
    }
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })
})
