import { expect, test } from 'vitest'
import { changePolicy, findPolicy } from '../../src/vehicles/policy-store.ts'
import { api, browser, connect, formOn, look } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()
const page = async (url: string): Promise<string> => (await browser(scene().app, 'get', url)).text
const AHEAD = /<td>(planned|running)<\/td>/

test.each([
  [
    'charge now is on',
    async ({ planUrl }: { planUrl: string }) => {
      await browser(scene().app, 'post', formOn(await page(planUrl), '/charge-now')).expect(303)
    },
  ],
  [
    'smart charging is paused',
    async ({ vehicleId }: { vehicleId: string }) => {
      const { db, clock } = scene().control
      const policy = await findPolicy(db, vehicleId)
      if (policy === undefined) throw new Error('The car has no policy')
      const change = { vehicleId, policy: { ...policy, paused: true }, now: clock.now() }
      await db.transaction().execute((trx) => changePolicy(trx, change))
    },
  ],
])('nothing is said to be planned that will not be done while %s', async (_, act) => {
  const connected = await connect(scene())
  await look(scene())
  expect(await page(connected.planUrl)).toMatch(AHEAD)
  await act(connected)
  scene().clock.pass(1)
  await look(scene())
  const text = await page(connected.planUrl)
  expect(text).not.toMatch(AHEAD)
  expect(text).toContain('No charging is planned.')
  // The plan itself is kept: it rules again when the driver gives way.
  const plan = await api(scene().app, 'get', `/v1/vehicles/${connected.vehicleId}/plan`).expect(200)
  expect(plan.body).toMatchObject({ blocks: [{}] })
})
