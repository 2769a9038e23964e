import { describe, expect, test } from 'vitest'
import { noteAccessFault } from '../../src/connections/access-fault-store.ts'
import { beginEvacuation } from '../../src/control/evacuation-store.ts'
import { CHARGE_NOW_OBSTACLES, type ChargeNowObstacle } from '../../src/control/charge-now-obstacle.ts'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { findOverride } from '../../src/control/intent-store.ts'
import { findState, saveState } from '../../src/vehicles/state-store.ts'
import { saveNotPaired, saveQuiet } from '../../src/vehicles/vehicle-store.ts'
import type { ChargeState } from '../../src/carmakers/charge-state.ts'
import { wishTexts } from '../../src/texts/wish-texts.ts'
import { api, browser, connect, locationOf, look, problemIn, type Connected } from './requests.ts'
import { useScene } from './scene.ts'

const scene = useScene()

type Brand = 'tesla' | 'smartcar'
type Arrange = (car: Connected) => Promise<unknown>

/** What is last known of the car, as a report would have told it. */
const seen =
  (changes: Partial<ChargeState>): Arrange =>
  async ({ vehicleId }) => {
    const { db, clock } = scene().control
    const state = await findState(db, vehicleId)
    if (state?.charge == null) throw new Error('The car was never read')
    const charge = { ...state.charge, ...changes }
    await db
      .transaction()
      .execute((trx) => saveState(trx, vehicleId, { ...state, charge, checkedAt: clock.now() }))
  }
const missing =
  (scope: string): Arrange =>
  ({ connectionId }) =>
    scene()
      .control.db.updateTable('connection')
      .set({ missing_scopes: scope })
      .where('id', '=', connectionId)
      .execute()
const stored =
  (save: (vehicleId: string, connectionId: string) => Promise<unknown>): Arrange =>
  ({ vehicleId, connectionId }) =>
    save(vehicleId, connectionId)
const controllable = (value: string): Arrange =>
  stored((id) =>
    scene().control.db.updateTable('vehicle').set({ controllable: value }).where('id', '=', id).execute(),
  )

async function refuseAccess({ vehicleId, connectionId }: Connected): Promise<void> {
  const { db, clock } = scene().control
  const now = clock.now()
  await db.transaction().execute(async (trx) => {
    await noteAccessFault(trx, connectionId, { vehicleId, code: 'consent-revoked', now })
    await saveQuiet(trx, vehicleId, new Date(now.getTime() + 3_600_000))
  })
}

async function pause({ planUrl }: Connected): Promise<void> {
  await browser(scene().app, 'post', planUrl.replace('?', '/pause?')).send('pausedUntil=').expect(303)
}

const COMMANDS: Readonly<Record<Brand, string>> = {
  tesla: 'vehicle_charging_cmds',
  smartcar: 'control_charge',
}
type Wish = Readonly<Record<string, string | number>>
const UNPLUGGED: Wish = { until: 'unplugged' }
/** As the parameters of an address and the fields of a form say it. */
const fieldsOf = (wish: Wish): string =>
  Object.entries(wish)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('&')

/** How each comes about, what is asked for, and the status. */
const CASES = (brand: Brand): Readonly<Record<ChargeNowObstacle, readonly [Arrange, Wish, number]>> => ({
  'consent-missing': [({ connectionId }) => withdrawConsent(scene().control, connectionId), UNPLUGGED, 403],
  'consent-revoked': [refuseAccess, UNPLUGGED, 403],
  'scope-missing': [missing(COMMANDS[brand]), UNPLUGGED, 403],
  'needs-pairing': [
    stored((id) => {
      const { db, clock } = scene().control
      return db.transaction().execute((trx) => saveNotPaired(trx, id, clock.now()))
    }),
    UNPLUGGED,
    409,
  ],
  'vehicle-unsupported': [controllable('no'), UNPLUGGED, 409],
  'vehicle-not-read': [
    stored((id) => scene().control.db.deleteFrom('vehicle_state').where('vehicle_id', '=', id).execute()),
    UNPLUGGED,
    409,
  ],
  'vehicle-not-plugged-in': [seen({ status: 'disconnected' }), UNPLUGGED, 409],
  'fast-charging': [seen({ status: 'charging', fastCharging: true, powerKw: 120 }), UNPLUGGED, 409],
  'vehicle-away': [
    ({ vehicleId }) =>
      api(scene().app, 'put', `/v1/vehicles/${vehicleId}/at-home`).send({ atHome: false }).expect(200),
    UNPLUGGED,
    409,
  ],
  'given-back': [() => beginEvacuation(scene().control.db, scene().clock.now()), UNPLUGGED, 409],
  paused: [pause, UNPLUGGED, 409],
  'vehicle-full': [seen({ status: 'connected', socPercent: 90 }), { until: 'time', hours: 2 }, 409],
  'target-above-vehicle-limit': [() => Promise.resolve(), { until: 'target', targetPercent: 95 }, 422],
  'target-already-reached': [() => Promise.resolve(), { until: 'target', targetPercent: 30 }, 409],
})

/** A car that is read, stands at home and would obey. */
async function ready(carmaker: Brand): Promise<Connected> {
  const connected = await connect(scene(), { carmaker })
  await look(scene())
  scene().clock.pass(1)
  await look(scene())
  return connected
}

/** The button itself. */
const OFFERED = /<form[^>]*method="post"[^>]*\/charge-now\?/
const isMendedByChoice = (code: ChargeNowObstacle): boolean => code.startsWith('target-')

describe.each(['tesla', 'smartcar'] as const)('charge now of a %s', (brand) => {
  test('is taken, quoted and offered where nothing is in the way', async () => {
    const { vehicleId, planUrl } = await ready(brand)
    const path = `/v1/vehicles/${vehicleId}/charge-now`
    expect((await browser(scene().app, 'get', planUrl)).text).toMatch(OFFERED)
    await api(scene().app, 'get', `${path}/quote`).expect(200)
    expect((await api(scene().app, 'post', path).expect(202)).body).toMatchObject({ chargeNow: true })
  })

  test('is taken, quoted and offered with a look where the car was seen unplugged a minute ago or more', async () => {
    const car = await ready(brand)
    await seen({ status: 'disconnected' })(car)
    scene().clock.pass(1)
    const path = `/v1/vehicles/${car.vehicleId}/charge-now`
    const [asksForLook] = wishTexts('en').chargeNow.lookFirst('|').split('|')
    for (const place of ['?', '/charge-now?']) {
      const { text } = await browser(scene().app, 'get', car.planUrl.replace('?', place)).expect(200)
      expect(text).toContain(asksForLook)
    }
    expect((await browser(scene().app, 'get', car.planUrl)).text).toMatch(OFFERED)
    await api(scene().app, 'get', `${path}/quote`).expect(200)
    const taken = await api(scene().app, 'post', path).expect(202)
    expect(taken.body).toMatchObject({ chargeNow: true, reason: { code: 'analysing' } })
  })

  test.each([
    ['paused', pause],
    [
      'vehicle-away',
      ({ vehicleId }: Connected) =>
        api(scene().app, 'put', `/v1/vehicles/${vehicleId}/at-home`).send({ atHome: false }).expect(200),
    ],
  ] as const)('is refused by %s, whatever would be seen then', async (code, arrange) => {
    const car = await ready(brand)
    await seen({ status: 'disconnected' })(car)
    scene().clock.pass(1)
    await arrange(car)
    const asked = problemIn(await api(scene().app, 'post', `/v1/vehicles/${car.vehicleId}/charge-now`))
    expect(asked).toMatchObject({ status: 409, code })
  })

  test.each(CHARGE_NOW_OBSTACLES)('is refused by %s: asked for, quoted, and on both pages', async (code) => {
    const [arrange, wish, status] = CASES(brand)[code]
    const car = await ready(brand)
    await arrange(car)
    const path = `/v1/vehicles/${car.vehicleId}/charge-now`
    const asked = problemIn(await api(scene().app, 'post', path).send(wish))
    const quoted = problemIn(await api(scene().app, 'get', `${path}/quote?${fieldsOf(wish)}`))
    expect(asked).toMatchObject({ status, code })
    expect(quoted).toMatchObject({ status, code, detail: asked.detail })
    expect(await readAt(car, `/charge-now?${fieldsOf(wish)}&`)).toEqual({
      ...{ isTold: true, isPriced: false, isOffered: false, canChoose: isMendedByChoice(code) },
    })
    const pressed = await press(car, wish)
    expect(pressed).toEqual(code === 'consent-missing' ? [403, false] : [303, true])
    // Without consent there is no plan any more, and what another target mends is offered with the choice.
    if (code !== 'consent-missing' && !isMendedByChoice(code))
      expect(await readAt(car, '?')).toMatchObject({ isTold: true, isOffered: false })
    expect(await findOverride(scene().control.db, car.vehicleId)).toBeUndefined()

    function told(text: string): boolean {
      return text.includes(wishTexts('en').chargeNow.refused[code])
    }
    async function readAt({ planUrl }: Connected, place: string) {
      const { text } = await browser(scene().app, 'get', planUrl.replace('?', place)).expect(200)
      return {
        isTold: told(text),
        isPriced: text.includes('id="quote"'),
        isOffered: OFFERED.test(text),
        canChoose: text.includes('name="until"'),
      }
    }
    async function press({ planUrl }: Connected, fields: Wish): Promise<[number, boolean]> {
      const answer = await browser(scene().app, 'post', planUrl.replace('?', '/charge-now?')).send(
        fieldsOf(fields),
      )
      if (answer.status !== 303) return [answer.status, false]
      return [303, told((await browser(scene().app, 'get', locationOf(answer).href)).text)]
    }
  })
})
