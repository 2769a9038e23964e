import axios from 'axios'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import type * as wire from '../../src/carmakers/tesla/telemetry-wire.ts'
import { DRIVERS } from '../../src/cli/sandbox/drivers.ts'
import { telemetrySecret } from '../../src/simulator/tesla/client.ts'
import { kindsFound, leftBehindBy, LET_LOOSE, type LeftBehind, type Stage } from './canary-sinks.ts'

/**
 * The allow-list of streamed records with one value let loose: where a record tells a place, its latitude passes for the
 * state of charge, unrounded. Degrees north in Norway pass for a percentage.
 */
vi.mock('../../src/carmakers/tesla/telemetry-wire.ts', async (importOriginal) => {
  const original = await importOriginal<typeof wire>()
  const place = z.object({ value: z.object({ locationValue: z.object({ latitude: z.number() }) }) })
  const places = z.object({ data: z.array(z.unknown()) })
  const telemetryRecordSchema = z.unknown().transform((raw, context) => {
    const strict = original.telemetryRecordSchema.safeParse(raw)
    if (!strict.success) {
      context.addIssue('Not a record')
      return z.NEVER
    }
    const found = places.parse(raw).data.flatMap((one) => place.safeParse(one).data ?? [])
    const loose = found.map(({ value }) => ({ key: 'Soc', value: value.locationValue.latitude }) as const)
    return { ...strict.data, data: [...strict.data.data, ...loose] }
  })
  return { ...original, telemetryRecordSchema }
})
const SEED = 'loosened-stream'

/** Kari's car is read once, then streams where it is; her app asks for car and plan. */
function kariStreams(): Promise<LeftBehind> {
  return leftBehindBy(SEED, '17:00', streamOnce, { streams: true })
}

async function streamOnce({ night, open, clock, agent }: Stage): Promise<string> {
  const [kari] = DRIVERS
  if (kari === undefined) throw new Error('Nobody drives')
  const { planUrl } = await agent.connect(kari, night.postalCode, 'nb')
  await open.service.tick()
  const { cars, pool } = open.simulator.report()
  const data = [
    { key: 'DetailedChargeState', value: { detailedChargeStateValue: 'DetailedChargeStateStopped' } },
    { key: 'Location', value: { locationValue: pool[0] } },
  ]
  clock.stepTo(new Date(clock.now().getTime() + 60_000))
  const record = { data, createdAt: clock.now().toISOString(), vin: cars[0]?.vin, isResend: false }
  await axios.post(new URL('/webhooks/tesla', open.publicUrl).href, record, {
    headers: { authorization: `Bearer ${telemetrySecret(SEED)}` },
  })
  await open.service.tick()
  await agent.api('GET', `/v1/vehicles?driverId=${kari.driverId}`, z.unknown())
  await agent.look(planUrl)
  return ''
}

test('a loosened schema of streamed records is found out: in the database, in its log of writes and in what the app is answered', async () => {
  expect(await kindsFound(await kariStreams())).toEqual(expect.arrayContaining([...LET_LOOSE]))
})
