import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { car, connect, stage, type Stage } from './support.ts'

const VIN = '5YJ3E1EA0TEST0001'
const SLEEPER = '5YJ3E1EA0TEST0002'
let scene: Stage
let access: string
beforeEach(async () => {
  scene = await stage({
    cars: [car({ needsKey: true }), car({ vin: SLEEPER, sleepsAfterMinutes: 1, socPercent: 80 })],
  })
  access = (await connect(scene)).access
})
afterEach(() => scene.simulator.close())

const post = (path: string, headers: object = { authorization: `Bearer ${access}` }) =>
  scene.http.post(path, {}, { headers: { 'content-type': 'application/json', ...headers } })
const command = (name: string, door = '/signing-proxy', vin = VIN) =>
  post(`${door}/api/1/vehicles/${vin}/command/${name}`)
const pair = () => scene.http.post('/_ak/localhost', new URLSearchParams({ login: 'kari' }))
const answerOf = async (asked: ReturnType<typeof post>) => {
  const answer = await asked
  return { status: answer.status, data: JSON.stringify(answer.data) }
}

describe('a car that wants signed commands', () => {
  it('is refused without a key, in the words of either door', async () => {
    const proxied = await answerOf(command('charge_stop'))
    expect(proxied.status).toBe(500)
    expect(proxied.data).toContain('your public key has not been paired with the vehicle')
    const plain = await answerOf(command('charge_stop', ''))
    expect(plain.status).toBe(403)
    expect(plain.data).toContain('Tesla Vehicle Command Protocol required')
  })

  it('obeys through the proxy once its driver has added the key, and never unsigned', async () => {
    scene.pass(30)
    expect((await pair()).status).toBe(200)
    expect((await command('charge_stop', '')).status).toBe(403)
    expect((await answerOf(command('charge_stop'))).data).toContain('"result":true')
    expect(scene.simulator.report().cars[0]?.effectiveCommands).toHaveLength(1)
  })

  it('is told of in the status of the fleet', async () => {
    const status = async () => {
      const { data } = await scene.http.post<unknown>(
        '/api/1/vehicles/fleet_status',
        { vins: [VIN, 'SOMEBODY-ELSES'] },
        { headers: { authorization: `Bearer ${access}` } },
      )
      return data
    }
    expect(await status()).toMatchObject({
      response: {
        key_paired_vins: [],
        unpaired_vins: [VIN],
        vehicle_info: { [VIN]: { vehicle_command_protocol_required: true } },
      },
    })
    await pair()
    expect(await status()).toMatchObject({ response: { key_paired_vins: [VIN], unpaired_vins: [] } })
  })

  it('gets no key from a name that nobody has', async () => {
    const answer = await scene.http.post('/_ak/localhost', new URLSearchParams({ login: 'nobody' }))
    expect(answer.status).toBe(400)
    expect((await command('charge_stop')).status).toBe(500)
  })
})

describe('the signing proxy', () => {
  it('puts a sentence before the car’s reason', async () => {
    scene.pass(30)
    await pair()
    expect((await answerOf(command('charge_start'))).data).toContain(
      '"reason":"car could not execute command: is_charging"',
    )
  })

  it('answers 500 for a sleeping car, where the Fleet API answers 408', async () => {
    scene.pass(3600)
    expect((await command('charge_start', '/signing-proxy', SLEEPER)).status).toBe(500)
    expect((await command('charge_start', '', SLEEPER)).status).toBe(408)
  })

  it('knows cars by VIN alone and wants a bearer token', async () => {
    expect((await command('charge_start', '/signing-proxy', '123456789012345')).status).toBe(404)
    expect((await post(`/signing-proxy/api/1/vehicles/${VIN}/command/charge_start`, {})).status).toBe(403)
  })

  test.each([
    ['unpaid', 402],
    ['suspended', 403],
    ['mobile-access-disabled', 401],
    ['not-registered', 412],
    ['out-of-region', 421],
    ['account-locked', 423],
    ['privacy', 451],
    ['busy', 500],
    ['car-out-of-order', 540],
  ] as const)('passes on the refusal %s as %i', async (kind, status) => {
    await scene.http.post('/_simulator/faults', { kind })
    expect((await command('charge_start')).status).toBe(status)
  })
})
