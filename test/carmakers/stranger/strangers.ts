import { addSeconds } from 'date-fns'
import axios from 'axios'
import { z } from 'zod'
import { realClock, SteppedClock } from '../../../src/base/clock.ts'
import { seededRandomness } from '../../../src/base/random.ts'
import { callbackOf } from '../../../src/cli/sandbox/simulated-carmakers.ts'
import { settle, stepWorld } from '../../../src/cli/sandbox/step-world.ts'
import type { Database } from '../../../src/database/database.ts'
import { createMemoryHints } from '../../../src/hints/memory-hints.ts'
import { keyEncryptionKey } from '../../../src/keys/key-encryption-key.ts'
import { createObservability } from '../../../src/observability/observability.ts'
import type { PriceSource } from '../../../src/prices/port.ts'
import { readShippedDays } from '../../../src/prices/shipped-days.ts'
import { createService, type Service } from '../../../src/service.ts'
import { agree, agreeAt, api, browser, locationOf, type Agreed } from '../../http/requests.ts'
import { API_KEY, PUBLIC } from '../../http/scene.ts'
import { openStrictSmartcar, type StrictSmartcar } from './smartcar/strict-smartcar.ts'
import { openStrictTesla, type StrictTesla } from './tesla/strict-tesla.ts'

const publicUrl = new URL(PUBLIC)
export const MANAGEMENT_TOKEN = 'a management token of forty letters or more'
const secret = 'a+secret/with=signs%and~dots.'

/** The whole service before carmakers that follow their published contract and know nothing of it. */
export interface Strangers {
  readonly clock: SteppedClock
  readonly service: Service
  readonly tesla: StrictTesla
  readonly smartcar: StrictSmartcar
  /** Everything that was logged, at trace level. */
  readonly log: readonly string[]
  /** Plays world time up to `until`, from one due instant to the next. */
  readonly play: (until: Date) => Promise<void>
  close(): Promise<void>
}

export async function openStrangers(db: Database, start: Date): Promise<Strangers> {
  const clock = new SteppedClock(start)
  const now = (): number => clock.now().getTime()
  const application = { clientId: 'client-of-ours', clientSecret: secret }
  const tesla = await openStrictTesla({ ...application, redirectUri: callbackOf(publicUrl, 'tesla') }, now)
  const smartcar = await openStrictSmartcar(
    { ...application, redirectUri: callbackOf(publicUrl, 'smartcar') },
    now,
  )
  const log: string[] = []
  const service = createService({
    clock,
    processClock: clock,
    randomness: seededRandomness('strangers'),
    db,
    hints: createMemoryHints(realClock),
    kek: keyEncryptionKey(Buffer.alloc(32, 7)),
    carmakers: {
      tesla: {
        apiBaseUrl: tesla.europe.url,
        otherApiBaseUrls: [tesla.america.url],
        commandBaseUrl: tesla.proxy.url,
        pairingUrl: 'https://tesla.com/_ak/localhost',
        oauth: {
          ...application,
          authorizeUrl: tesla.authorizeUrl,
          tokenUrl: tesla.tokenUrl,
          issuer: 'https://fleet-auth.prd.vn.cloud.tesla.com/oauth2/v3/thirdparty',
          redirectUri: callbackOf(publicUrl, 'tesla'),
        },
      },
      smartcar: {
        apiBaseUrl: smartcar.api.url,
        managementToken: MANAGEMENT_TOKEN,
        oauth: {
          ...application,
          mode: 'live',
          authorizeUrl: smartcar.authorizeUrl,
          tokenUrl: smartcar.tokenUrl,
          issuer: 'https://auth.smartcar.com',
          redirectUri: callbackOf(publicUrl, 'smartcar'),
        },
      },
    },
    firstTestCharge: false,
    rateSource: null,
    priceSources: [shippedPrices()],
    observability: createObservability({
      level: 'trace',
      destination: { write: (line: string) => void log.push(line) },
      version: 'test',
    }),
    controller: { name: 'Eksempelkraft AS', contact: 'personvern@eksempelkraft.example', recipients: [] },
    apiKey: API_KEY,
    publicUrl,
    returnAddresses: { app: publicUrl },
    sandbox: null,
  })
  return {
    ...{ clock, service, tesla, smartcar, log },
    play: (until) => stepWorld(service, clock, until),
    close: async () => {
      await tesla.close()
      await smartcar.close()
    },
  }
}

/** The days of prices that come with the project. */
function shippedPrices(): PriceSource {
  const days = readShippedDays('data/prices')
  return {
    name: 'hvakosterstrommen',
    origin: 'entsoe',
    zones: ['NO2'],
    fetchDay: (zone, day) => {
      const found = days.find((one) => one.zone === zone && one.day === day)
      if (found === undefined) return Promise.resolve('not-published')
      const perKwh = found.slots.map((slot) => slot.perKwh)
      const facts = { source: 'hvakosterstrommen', quality: 'final', eurPerMwh: null, rate: null } as const
      return Promise.resolve({ ...facts, zone, day, stepMinutes: 60, perKwh })
    },
  }
}

type StrangerName = 'tesla' | 'smartcar'

/** The driver comes back from the carmaker's page; how the sign-in went is in the address. */
async function comeBack({ service }: Pick<Strangers, 'service'>, agreed: Agreed): Promise<URL> {
  const page = await axios.get(agreed.authorizeUrl.href, { maxRedirects: 0, validateStatus: () => true })
  const back = z.string().parse(page.headers['location'])
  return locationOf(await browser(service.app, 'get', back).set('Cookie', agreed.cookie).expect(303))
}

/** The driver comes back, and the app's own session confirms that it was theirs. */
async function confirm(strangers: Strangers, agreed: Agreed, driverId: string): Promise<void> {
  const back = await comeBack(strangers, agreed)
  const confirmation = back.searchParams.get('confirmation')
  if (confirmation === null) {
    const broken = JSON.stringify([...strangers.tesla.violations(), ...strangers.smartcar.violations()])
    throw new Error(`The sign-in ended with ${back.search}; rules broken: ${broken}`)
  }
  await api(strangers.service.app, 'post', `/v1/connections/${agreed.connectionId}/confirm`)
    .send({ driverId, confirmation })
    .expect(200)
}

/** The driver of a connection consents once more, by the link that it tells. */
export async function consentAnew(strangers: Strangers, carmaker: StrangerName, id: string): Promise<void> {
  const answer = await api(strangers.service.app, 'get', `/v1/connections/${id}`).expect(200)
  const { consentUrl } = z.object({ consentUrl: z.url() }).parse(answer.body)
  await confirm(strangers, await agreeAt(strangers.service, { id, consentUrl }), `driver-of-${carmaker}`)
  await settle(strangers.service, strangers.clock)
}

const vehiclesSchema = z.object({ items: z.array(z.object({ id: z.string() })) })

interface Driver {
  readonly connectionId: string
  readonly vehicleId: string
}

/** From the retailer's app through consent and back until the app's session has confirmed it; as a driver does it. */
export async function connect(strangers: Strangers, carmaker: StrangerName): Promise<Driver> {
  const { app } = strangers.service
  const driverId = `driver-of-${carmaker}`
  const agreed = await agree(strangers.service, { carmaker, driverId })
  await confirm(strangers, agreed, driverId)
  const answer = await api(app, 'get', `/v1/vehicles?driverId=${driverId}`).expect(200)
  const [vehicle] = vehiclesSchema.parse(answer.body).items
  if (vehicle === undefined) throw new Error('No car came with the connection')
  await settle(strangers.service, strangers.clock)
  return { connectionId: agreed.connectionId, vehicleId: vehicle.id }
}

/** Moves world time on by so many seconds and does what is due then. */
export async function pass({ clock, play }: Strangers, seconds: number): Promise<void> {
  await play(addSeconds(clock.now(), seconds))
}
