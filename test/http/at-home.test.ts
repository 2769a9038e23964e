import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { saveNotPaired } from '../../src/vehicles/vehicle-store.ts'
import { api, connect, look, problemIn } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()
const vehicleSchema = z.object({
  controllable: z.string(),
  pairingUrl: z.string().nullable(),
  atHome: z.object({
    atHome: z.boolean().nullable(),
    told: z.boolean().nullable(),
    homePlug: z.boolean(),
  }),
  reason: z.looseObject({ code: z.string() }),
})
const vehicle = async (id: string) =>
  vehicleSchema.parse((await api(scene().app, 'get', `/v1/vehicles/${id}`).expect(200)).body)
const tell = (id: string, body: object) => api(scene().app, 'put', `/v1/vehicles/${id}/at-home`).send(body)

describe('whether a car is at home', () => {
  it('is told by the app, taken back by it, and says nothing of where home is', async () => {
    const { vehicleId } = await connect(scene())
    await look(scene())
    // Plugged in at this moment: what it draws is yet to show.
    expect((await vehicle(vehicleId)).atHome.atHome).toBeNull()
    scene().clock.pass(1)
    await look(scene())
    expect((await vehicle(vehicleId)).atHome).toEqual({ atHome: true, told: null, homePlug: true })
    const answer = await tell(vehicleId, { atHome: false }).expect(200)
    expect(vehicleSchema.parse(answer.body)).toMatchObject({
      atHome: { atHome: false, told: false, homePlug: true },
      reason: { code: 'away' },
    })
    await tell(vehicleId, { atHome: null, homePlug: false }).expect(200)
    expect((await vehicle(vehicleId)).atHome).toEqual({ atHome: false, told: null, homePlug: false })
    await tell(vehicleId, { atHome: true }).expect(200)
    expect((await vehicle(vehicleId)).atHome).toEqual({ atHome: true, told: true, homePlug: false })
  })

  test.each([
    [{}, '/atHome'],
    [{ atHome: 'yes' }, '/atHome'],
    [{ atHome: true, homePlug: 1 }, '/homePlug'],
    [{ atHome: true, latitude: 59.1 }, '/latitude'],
  ])('is not taken from %j', async (body, pointer) => {
    const { vehicleId } = await connect(scene())
    const problem = problemIn(await tell(vehicleId, body).expect(422))
    expect(problem.errors?.map((fault) => fault.pointer)).toEqual([pointer])
    expect(JSON.stringify(problem)).not.toContain('59.1')
  })

  it('is asked of no car that does not exist', async () => {
    await tell('nobody', { atHome: true }).expect(404)
  })
})

describe('a car that wants our key', () => {
  it('says so in its document, with where the driver adds it', async () => {
    const { vehicleId } = await connect(scene())
    await look(scene())
    expect(await vehicle(vehicleId)).toMatchObject({ controllable: 'yes', pairingUrl: null })
    const { db, clock } = scene().control
    await db.transaction().execute((trx) => saveNotPaired(trx, vehicleId, clock.now()))
    const document = await vehicle(vehicleId)
    expect(document).toMatchObject({ controllable: 'needs_pairing', reason: { code: 'needs_pairing' } })
    expect(document.pairingUrl).toMatch(/\/_ak\/localhost$/)
  })
})
