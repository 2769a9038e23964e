import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { beginEvacuation } from '../../src/control/evacuation-store.ts'
import { beat } from '../../src/control/heartbeat-store.ts'
import { browser, connect, look } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()

/** The driver's page while the last worker was heard so long ago. */
async function pageAfter(silentMinutes: number | null): Promise<string> {
  const { control, app } = scene()
  const { planUrl } = await connect(scene())
  await look(scene())
  if (silentMinutes !== null) {
    await beat(control.db, 'worker-1')
    const ago = sql.lit(silentMinutes)
    await sql`update worker_heartbeat set seen_at = clock_timestamp() - make_interval(mins => ${ago})`.execute(
      control.db,
    )
  }
  return (await browser(app, 'get', planUrl).expect(200)).text
}

test('a driver reads that nobody looks after the car once all workers were silent for more than three minutes', async () => {
  expect(await pageAfter(4)).toContain('Smart charging is out of order right now.')
})

test.each([
  ['one was heard two minutes ago', 2],
  ['none was ever heard', null],
])('and does not while %s', async (_, minutes) => {
  expect(await pageAfter(minutes)).not.toContain('out of order')
})

test('a car that was given back says so, offers nothing that would be refused, and plans nothing', async () => {
  const { control, app, clock } = scene()
  const { planUrl } = await connect(scene())
  await look(scene())
  await beginEvacuation(control.db, clock.now())
  const { text } = await browser(app, 'get', planUrl).expect(200)
  expect(text).toContain('Smart charging is switched off for now.')
  expect(text).toContain('No charging is planned.')
  expect(text).not.toMatch(/<td>(planned|running)<\/td>/)
  expect(text).not.toContain('charge-now?')
})
