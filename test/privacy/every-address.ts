import type { AxiosInstance } from 'axios'
import { z } from 'zod'
import { createBrowser, type RecordedAnswer } from '../../src/cli/sandbox/driver-agent.ts'
import { DRIVERS } from '../../src/cli/sandbox/drivers.ts'
import { SANDBOX_API_KEY, type OpenSandbox } from '../../src/cli/sandbox/open-sandbox.ts'
import { listVehicles } from '../../src/vehicles/vehicle-store.ts'
import { routesOf } from '../http/routes-of.ts'

/** What the service says at each of its addresses. */
export interface EveryAddress {
  readonly answers: readonly RecordedAnswer[]
  /** Templates of which no address could be read: what they answer was not looked at. */
  readonly unread: readonly string[]
}

/** What a template's address needs beside it. */
const QUERIES: Readonly<Record<string, string>> = {
  '/v1/vehicles': `driverId=${DRIVERS[0]?.driverId ?? ''}`,
  '/v1/connections': `driverId=${DRIVERS[0]?.driverId ?? ''}`,
  '/v1/events': 'after=0',
  '/v1/prices': 'zone=NO2',
  '/v1/prices/refusals': 'zone=NO2',
  '/connected': 'status=cancelled',
}

/** Reads every address that the router takes a GET for, or those of one template, of every car and its connection and site. */
export async function readEveryAddress(
  { service, database, publicUrl }: Pick<OpenSandbox, 'service' | 'database' | 'publicUrl'>,
  only?: string,
): Promise<EveryAddress> {
  const http = browserAt(publicUrl)
  const vehicles = await listVehicles(database.db)
  const homes = await Promise.all(vehicles.map((vehicle) => addressesOf(http, vehicle)))
  const places = [...homes, await consentLink(http)]
  const all = routesOf(service.app).filter(({ methods }) => methods.includes('GET'))
  const templates = all.filter(({ path }) => only === undefined || path === only)
  const answers: RecordedAnswer[] = []
  const unread: string[] = []
  for (const { path } of templates) {
    const read = await readAll(http, path, places)
    answers.push(...read.answers)
    if (!read.wasAnswered) unread.push(path)
  }
  return { answers, unread }
}

/** What stands for the parameters of a template, and the link that opens pages. */
interface Place {
  readonly parameters: Readonly<Record<string, string>>
  readonly query: string
}

async function readAll(
  http: AxiosInstance,
  template: string,
  places: readonly Place[],
): Promise<{ readonly answers: readonly RecordedAnswer[]; readonly wasAnswered: boolean }> {
  const addresses = new Set(places.flatMap((place) => addressOf(template, place) ?? []))
  const answers: RecordedAnswer[] = []
  let wasAnswered = false
  for (const address of addresses) {
    const { status, headers, data } = await http.get<string>(address)
    answers.push({ place: `HTTP answer ${template}`, text: `${JSON.stringify(headers)}\n${data}` })
    wasAnswered ||= status < 400
  }
  return { answers, wasAnswered }
}

/** `undefined` if the place has no such thing. */
function addressOf(template: string, { parameters, query }: Place): string | undefined {
  const named = [...template.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  if (!named.every((name) => name in parameters)) return undefined
  const path = template.replace(/:(\w+)/g, (_, name: string) => parameters[name] ?? '')
  const isPage = named.length > 0 && !template.startsWith('/v1/')
  const asked = isPage ? query : (QUERIES[template] ?? '')
  return asked === '' ? path : `${path}?${asked}`
}

async function addressesOf(
  http: AxiosInstance,
  {
    id,
    connectionId,
    siteId,
  }: { readonly id: string; readonly connectionId: string; readonly siteId: string },
): Promise<Place> {
  const { data } = await http.get<string>(`/v1/vehicles/${id}`)
  const { planUrl } = z.object({ planUrl: z.url() }).parse(JSON.parse(data))
  return {
    parameters: { vehicleId: id, connectionId, siteId },
    query: new URL(planUrl).searchParams.toString(),
  }
}

/** A driver who has not consented yet, though named as one who has, stands before the notice. */
async function consentLink(http: AxiosInstance): Promise<Place> {
  const [driver] = DRIVERS
  if (driver === undefined) throw new Error('Nobody drives')
  const { data } = await http.post<string>('/v1/connections', {
    ...{ driverId: 'driver-undecided', carmaker: 'tesla', language: 'nb', returnTo: 'app' },
    ...{ name: driver.fullName, email: driver.email },
    address: { postalCode: '4613', street: driver.street, country: 'NO' },
  })
  const { id, consentUrl } = z.object({ id: z.string(), consentUrl: z.url() }).parse(JSON.parse(data))
  const query = new URL(consentUrl).searchParams.toString()
  return { parameters: { connectionId: id, code: 'no-plan' }, query }
}

/** With the keys of app and operations alike. */
function browserAt(publicUrl: URL): AxiosInstance {
  const http = createBrowser(publicUrl)
  http.interceptors.request.use((config) => {
    const isPage = config.url?.startsWith('/operations') === true
    const basic = Buffer.from(`support:${SANDBOX_API_KEY}`).toString('base64')
    config.headers.set('authorization', isPage ? `Basic ${basic}` : `Bearer ${SANDBOX_API_KEY}`)
    return config
  })
  return http
}
