import axios, { type AxiosInstance, type AxiosResponse } from 'axios'
import { Agent } from 'node:http'
import { z } from 'zod'
import { SANDBOX_API_KEY } from './open-sandbox.ts'
import type { CarmakerName } from '../../carmakers/registry.ts'
import type { DemoDriver } from './drivers.ts'

/** Everything the service answered, as bytes went over the wire: one more place in which nothing may be found. */
export interface RecordedAnswer {
  readonly place: string
  readonly text: string
}

/** Stands in for the retailer's app and the driver's browser: speaks HTTP, keeps cookies, follows nothing unasked. */
export interface DriverAgent {
  /** App, consent page, the carmaker's login, callback: until the driver is connected. */
  connect(
    driver: DemoDriver,
    postalCode: string,
    language: 'nb' | 'en',
    carmaker?: CarmakerName,
  ): Promise<Connected>
  /** Presses a button on a page: posts the form whose address ends like this. */
  press(pageUrl: string, action: string): Promise<void>
  api<T>(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    schema: z.ZodType<T>,
    options?: ApiOptions,
  ): Promise<T>
  /** Fetches a page or document and keeps the answer. */
  look(path: string): Promise<string>
  /** The same for a page of operations. */
  lookAsOperations(path: string): Promise<string>
  readonly answers: readonly RecordedAnswer[]
}

export interface Connected {
  readonly connectionId: string
  /** Signed address of the plan page. */
  readonly planUrl: string
}

interface ApiOptions {
  readonly body?: unknown
  readonly ifMatch?: string
}

/** A kept connection might be one that its server has just closed: a restart of the sandbox would then fail by chance. */
const UNKEPT = new Agent({ keepAlive: false })

/** Follows nothing by itself, and takes every answer as text. */
export function createBrowser(publicUrl: URL): AxiosInstance {
  return axios.create({
    baseURL: publicUrl.href,
    httpAgent: UNKEPT,
    maxRedirects: 0,
    timeout: 10_000,
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
  })
}

export function createDriverAgent(publicUrl: URL): DriverAgent {
  const answers: RecordedAnswer[] = []
  const http = createBrowser(publicUrl)
  http.interceptors.response.use((response) => {
    answers.push(recorded(response))
    return response
  })
  const browse: Browse = { http, publicUrl }
  return {
    answers,
    connect: (driver, postalCode, language, carmaker = 'tesla') =>
      connect(browse, driver, { postalCode, language, carmaker }),
    look: async (path) => text(await http.get(path)),
    lookAsOperations: async (path) =>
      expectStatus(await http.get(path, { auth: { username: 'support', password: SANDBOX_API_KEY } }), 200),
    press: async (pageUrl, action) => {
      const page = expectStatus(await http.get(pageUrl), 200)
      await submit(browse, formAction(page, action), '')
    },
    api: async (method, path, schema, options = {}) => {
      const response = await http.request({
        method,
        url: path,
        headers: {
          authorization: `Bearer ${SANDBOX_API_KEY}`,
          ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
        },
        ...(options.body === undefined ? {} : { data: options.body }),
      })
      if (response.status >= 300)
        throw new Error(`${method} ${path} answered ${String(response.status)}: ${text(response)}`)
      const body = text(response)
      return schema.parse(body === '' ? null : JSON.parse(body))
    },
  }
}

interface Browse {
  readonly http: AxiosInstance
  readonly publicUrl: URL
}

const startedSchema = z.object({ id: z.string(), consentUrl: z.url() })

async function connect(
  browse: Browse,
  driver: DemoDriver,
  { postalCode, language, carmaker }: { postalCode: string; language: 'nb' | 'en'; carmaker: CarmakerName },
): Promise<Connected> {
  const { http } = browse
  const begun = await http.post(
    '/v1/connections',
    {
      driverId: driver.driverId,
      carmaker,
      name: driver.fullName,
      email: driver.email,
      address: { postalCode, street: driver.street, country: 'NO' },
      language,
      returnTo: 'app',
    },
    { headers: { authorization: `Bearer ${SANDBOX_API_KEY}` } },
  )
  const { id, consentUrl } = startedSchema.parse(JSON.parse(expectStatus(begun, 201)))
  const consentPage = expectStatus(await http.get(consentUrl), 200)
  const agreed = await submit(browse, formAction(consentPage, `/connect/${id}`), 'decision=accept')
  const callback = await allowAtCarmaker(location(agreed), driver.login)
  const returned = await http.get(callback, { headers: { cookie: cookieOf(agreed) } })
  expectStatus(returned, 303)
  const to = new URL(location(returned), browse.publicUrl)
  const confirmation = to.searchParams.get('confirmation')
  if (confirmation !== null) {
    return { connectionId: id, planUrl: await confirm(http, { id, driver, confirmation }) }
  }
  return { connectionId: id, planUrl: linkTo(expectStatus(await http.get(to.href), 200), '/vehicles/') }
}

const vehiclesSchema = z.object({
  items: z.array(z.object({ connectionId: z.string(), planUrl: z.url() })),
})

/** The app's own session says that its driver began this; then the car has a plan. */
async function confirm(
  http: AxiosInstance,
  held: { readonly id: string; readonly driver: DemoDriver; readonly confirmation: string },
): Promise<string> {
  const { driverId } = held.driver
  const headers = { authorization: `Bearer ${SANDBOX_API_KEY}` }
  const body = { driverId, confirmation: held.confirmation }
  expectStatus(await http.post(`/v1/connections/${held.id}/confirm`, body, { headers }), 200)
  const listed = await http.get(`/v1/vehicles?driverId=${driverId}`, { headers })
  const { items } = vehiclesSchema.parse(JSON.parse(expectStatus(listed, 200)))
  const vehicle = items.find(({ connectionId }) => connectionId === held.id)
  if (vehicle === undefined) throw new Error('The account has no car')
  return vehicle.planUrl
}

async function submit(browse: Browse, action: string, body: string): Promise<AxiosResponse<unknown>> {
  const answer = await browse.http.post(action, body, { headers: formFrom(browse.publicUrl) })
  expectStatus(answer, 303)
  return answer
}

/** The address of the form that posts to `path`, as it stands in the page. */
function formAction(page: string, path: string): string {
  return attribute(page, /<form[^>]*\saction="([^"]+)"/g, path)
}

function linkTo(page: string, path: string): string {
  return attribute(page, /<a[^>]*\shref="([^"]+)"/g, path)
}

function attribute(page: string, pattern: RegExp, path: string): string {
  const addresses = [...page.matchAll(pattern)].map(([, address = '']) => address.replaceAll('&amp;', '&'))
  const found = addresses.find((address) => address.includes(path))
  if (found === undefined) throw new Error(`The page leads nowhere with ${path}`)
  return found
}

/** The driver at the carmaker's own page; not the service's answers, so not recorded. */
async function allowAtCarmaker(authorizeUrl: string, login: string): Promise<string> {
  const page = await axios.get(authorizeUrl, { httpAgent: UNKEPT, validateStatus: () => true })
  if (page.status !== 200) throw new Error(`The carmaker's page answered ${String(page.status)}`)
  const form = new URLSearchParams({ login, decision: 'allow' })
  const answer = await axios.post(authorizeUrl, form, {
    ...{ httpAgent: UNKEPT, maxRedirects: 0, validateStatus: () => true },
  })
  return location(answer)
}

function formFrom(publicUrl: URL): Record<string, string> {
  return {
    'content-type': 'application/x-www-form-urlencoded',
    origin: publicUrl.origin,
    'sec-fetch-site': 'same-origin',
  }
}

function expectStatus(response: AxiosResponse<unknown>, status: number): string {
  if (response.status === status) return text(response)
  const { pathname } = new URL(response.config.url ?? '', response.config.baseURL)
  throw new Error(
    `${pathname} answered ${String(response.status)} instead of ${String(status)}: ${text(response).slice(0, 500)}`,
  )
}

function location(response: AxiosResponse<unknown>): string {
  return z.string().parse(response.headers['location'])
}

function cookieOf(response: AxiosResponse<unknown>): string {
  const cookies = z.array(z.string()).parse(response.headers['set-cookie'] ?? [])
  return cookies.map((cookie) => cookie.split(';')[0] ?? '').join('; ')
}

function text(response: AxiosResponse<unknown>): string {
  return typeof response.data === 'string' ? response.data : ''
}

function recorded(response: AxiosResponse<unknown>): RecordedAnswer {
  const { pathname } = new URL(response.config.url ?? '/', response.config.baseURL)
  const headers = JSON.stringify(response.headers)
  return { place: `HTTP answer ${pathname}`, text: `${headers}\n${text(response)}` }
}
