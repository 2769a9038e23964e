import axios from 'axios'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { api, car, connect, responseIn, stage, type Stage } from './support.ts'

const VIN = '5YJ3E1EA0TEST0001'
let scene: Stage
let access: string
beforeEach(async () => {
  const olas = car({
    login: 'ola',
    driver: 'Ola',
    vin: '5YJ3E1EA0TEST0002',
    sleepsAfterMinutes: 15,
    socPercent: 80,
  })
  scene = await stage({ cars: [car(), olas] })
  access = (await connect(scene)).access
})
afterEach(() => scene.simulator.close())

const carReport = () => scene.simulator.report().cars[0]

describe('reading', () => {
  it('lists the driver’s own cars, page by page', async () => {
    const { data } = await api(scene, access, '/vehicles')
    expect(data).toMatchObject({
      count: 1,
      pagination: { current: 1 },
      response: [{ vin: VIN, state: 'online' }],
    })
  })

  it('names the region and its base address', async () => {
    const { data } = await api(scene, access, '/users/region')
    expect(data).toMatchObject({ response: { region: 'eu', fleet_api_base_url: scene.simulator.url } })
  })

  it('reports a charging car in the carmaker’s units', async () => {
    scene.pass(3610)
    const { data } = await api(scene, access, `/vehicles/${VIN}/vehicle_data?endpoints=charge_state`)
    expect(data).toMatchObject({
      response: {
        vin: VIN,
        charge_state: {
          charging_state: 'Charging',
          battery_level: 57,
          usable_battery_level: 57,
          charge_limit_soc: 80,
          charger_power: 11,
          charger_voltage: 230,
          charger_actual_current: 16,
          charger_phases: 2,
          conn_charge_cable: 'IEC',
          timestamp: scene.clock.now().getTime(),
        },
      },
    })
  })

  it('finds a car by its number, and no car of another driver', async () => {
    const { id_s: id } = responseIn(await api(scene, access, `/vehicles/${VIN}`))
    expect(responseIn(await api(scene, access, `/vehicles/${String(id)}`)).vin).toBe(VIN)
    expect((await api(scene, access, '/vehicles/5YJ3E1EA0TEST0002')).status).toBe(404)
    expect((await api(scene, access, '/vehicles/5YJ3E1EA0TEST0009/vehicle_data')).status).toBe(404)
  })

  it('counts who was asked for what', async () => {
    await api(scene, access, '/vehicles')
    await api(scene, access, `/vehicles/${VIN}`)
    await api(scene, access, `/vehicles/${VIN}/vehicle_data`)
    expect(carReport()).toMatchObject({
      requests: { list: 1, vehicle: 1, vehicleData: 1, start: 0 },
      lastRequestAt: scene.clock.now(),
    })
  })
})

describe('a sleeping car', () => {
  const OLAS = '/vehicles/5YJ3E1EA0TEST0002'
  let olas: string
  beforeEach(async () => {
    olas = (await connect(scene, 'ola')).access
    scene.pass(1000)
  })

  it('is seen asleep without being woken, and answers 408 to everything that needs it', async () => {
    expect(responseIn(await api(scene, olas, OLAS)).state).toBe('asleep')
    for (const answer of [
      await api(scene, olas, `${OLAS}/vehicle_data`),
      await api(scene, olas, `${OLAS}/command/charge_start`, {}),
    ]) {
      expect(answer).toMatchObject({
        status: 408,
        data: { response: null, error: 'vehicle unavailable: vehicle is offline or asleep' },
      })
    }
  })

  it('answers a wake-up at once with how it stands, and is online 10 to 40 s later', async () => {
    const woken = await api(scene, olas, `${OLAS}/wake_up`, {})
    expect(woken).toMatchObject({ status: 200, data: { response: { state: 'asleep' } } })
    scene.pass(9)
    expect(responseIn(await api(scene, olas, OLAS)).state).toBe('asleep')
    scene.pass(31)
    expect(responseIn(await api(scene, olas, OLAS)).state).toBe('online')
    expect(responseIn(await api(scene, olas, `${OLAS}/command/charge_start`, {}))).toEqual({
      result: false,
      reason: 'complete',
    })
  })
})

describe('commanding', () => {
  it('stops and starts, and counts what changed something', async () => {
    scene.pass(60)
    const stopped = await api(scene, access, `/vehicles/${VIN}/command/charge_stop`, {})
    expect(responseIn(stopped)).toEqual({ result: true, reason: '' })
    const again = await api(scene, access, `/vehicles/${VIN}/command/charge_stop`, {})
    expect(again).toMatchObject({
      status: 200,
      data: { response: { result: false, reason: 'not_charging' } },
    })
    scene.pass(60)
    await api(scene, access, `/vehicles/${VIN}/command/charge_start`, {})
    expect(carReport()).toMatchObject({
      effectiveCommands: [{ kind: 'stop' }, { kind: 'start' }],
      commands: [
        { kind: 'stop', answered: 'ok' },
        { kind: 'stop', answered: 'not_charging' },
        { kind: 'start', answered: 'ok' },
      ],
    })
  })

  it('wants a JSON body', async () => {
    const url = `${scene.simulator.url}/api/1/vehicles/${VIN}/command/charge_stop`
    const headers = { authorization: `Bearer ${access}` }
    expect((await scene.http.post(url, undefined, { headers })).status).toBe(406)
    const json = { ...headers, 'content-type': 'application/json' }
    expect((await scene.http.post(url, '{"broken', { headers: json })).status).toBe(400)
  })

  it('sets the car’s own limit', async () => {
    const set = (percent: number) =>
      api(scene, access, `/vehicles/${VIN}/command/set_charge_limit`, { percent })
    expect(responseIn(await set(80)).reason).toBe('already_set')
    expect(responseIn(await set(70)).result).toBe(true)
    const { data } = await api(scene, access, `/vehicles/${VIN}/vehicle_data`)
    expect(data).toMatchObject({ response: { charge_state: { charge_limit_soc: 70 } } })
  })
})

describe('an ordered fault', () => {
  const order = (fault: object) => scene.http.post('/_simulator/faults', fault)
  const tell = (what: string) => api(scene, access, `/vehicles/${VIN}/command/${what}`, {})

  it('lets the car obey and cuts the connection, as often as ordered', async () => {
    scene.pass(60)
    await order({ kind: 'timeout-after-effect', vin: VIN, times: 1 })
    const failed: unknown = await tell('charge_stop').catch((error: unknown) => error)
    expect(axios.isAxiosError(failed) && failed.response === undefined).toBe(true)
    expect(carReport()?.effectiveCommands).toHaveLength(1)
    expect(responseIn(await tell('charge_stop')).reason).toBe('not_charging')
  })

  it('answers success and does nothing', async () => {
    scene.pass(60)
    await order({ kind: 'ignored-200' })
    expect(responseIn(await tell('charge_stop')).result).toBe(true)
    expect(carReport()).toMatchObject({ effectiveCommands: [], commands: [{ answered: 'ok, ignored' }] })
  })

  it.each([
    ['http-500', 500],
    ['html', 502],
    ['rate-limited', 429],
  ])('answers a read with %s', async (kind, status) => {
    await order({ kind, times: 2 })
    expect((await api(scene, access, `/vehicles/${VIN}`)).status).toBe(status)
    const second = await api(scene, access, `/vehicles/${VIN}`)
    expect(second.status).toBe(status)
    if (status === 429) expect(second.headers['retry-after']).toBe('30')
    if (status === 502) expect(second.headers['content-type']).toContain('text/html')
    expect((await api(scene, access, `/vehicles/${VIN}`)).status).toBe(200)
  })

  it('takes consent back at the carmaker', async () => {
    await order({ kind: 'revoked', vin: VIN })
    expect((await api(scene, access, `/vehicles/${VIN}`)).status).toBe(401)
    expect(scene.simulator.report().revocations).toMatchObject([{ login: 'kari' }])
  })

  it('refuses to start at a dead plug', async () => {
    await order({ kind: 'no-power' })
    expect(responseIn(await tell('charge_start')).reason).toBe('no_power')
  })

  it('waits for the request it was ordered for, can be disarmed, and names what is wrong with an order', async () => {
    await order({ kind: 'http-500', on: 'vehicleData' })
    expect((await api(scene, access, `/vehicles/${VIN}`)).status).toBe(200)
    await order({ kind: 'http-500', on: 'vehicleData', times: 0 })
    expect((await api(scene, access, `/vehicles/${VIN}/vehicle_data`)).status).toBe(200)
    expect(await order({ kind: 'earthquake' })).toMatchObject({ status: 400 })
  })
})

describe('the clock', () => {
  it('is stepped forward, never back', async () => {
    const next = new Date(scene.clock.now().getTime() + 60_000).toISOString()
    expect((await scene.http.post('/_simulator/clock', { now: next })).data).toEqual({ now: next })
    expect((await scene.http.get('/_simulator/clock')).data).toEqual({ now: next })
    expect((await scene.http.post('/_simulator/clock', { now: '2024-12-12T16:00:00Z' })).status).toBe(409)
    expect((await scene.http.post('/_simulator/clock', { now: 'soon' })).status).toBe(400)
  })
})
