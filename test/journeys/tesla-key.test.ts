import axios from 'axios'
import { expect, test } from 'vitest'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage, type Stage } from '../support/stage.ts'
import { carOf, ledger, nightCar, play, socAt, wall } from './night.ts'

const addKey = ({ simulator }: Stage) =>
  axios.post(`${simulator.url}/_ak/localhost`, new URLSearchParams({ login: 'kari' }))

describeOnEveryEngine('a car that wants our key', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar({ needsKey: true })] })
  test('is connected and not controllable: it is told so, and no command is wasted', async () => {
    const { vehicle } = await connect(stage())
    const seen = await play(stage(), vehicle, wall('07:30'))
    expect(seen).toEqual([])
    expect(await ledger(stage(), vehicle)).toEqual([])
    expect(carOf(stage()).commands).toEqual([])
    expect((await listVehicles(database()))[0]?.controllable).toBe('needs_pairing')
  })

  test('is controlled within a quarter of an hour of getting the key, and ready in the morning', async () => {
    const { vehicle } = await connect(stage())
    await play(stage(), vehicle, wall('18:00'))
    await addKey(stage())
    await play(stage(), vehicle, wall('18:20'))
    expect((await listVehicles(database()))[0]?.controllable).toBe('yes')
    expect(carOf(stage()).effectiveCommands.map(({ kind }) => kind)).toEqual(['stop'])
    await play(stage(), vehicle, wall('07:30'))
    expect(socAt(carOf(stage()), wall('07:00'))).toBeGreaterThanOrEqual(79.5)
  })
})

describeOnEveryEngine('a car whose key is taken away', (database) => {
  const stage = useStage(database, { start: wall('16:30'), cars: [nightCar({ needsKey: true })] })

  test('is found out by the first refusal, after which nothing more is sent', async () => {
    const { vehicle } = await connect(stage())
    await addKey(stage())
    await stage().arm({ kind: 'key-removed' })
    await play(stage(), vehicle, wall('19:00'))
    const sent = await ledger(stage(), vehicle)
    expect(sent.map(({ kind, refusal }) => [kind, refusal])).toEqual([['stop', 'not_paired']])
    expect((await listVehicles(database()))[0]?.controllable).toBe('needs_pairing')
  })
})
