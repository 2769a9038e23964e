import axios, { type AxiosInstance, type AxiosResponse } from 'axios'
import { z } from 'zod'

/** Takes every answer as it comes, and follows nothing by itself. */
const browser: AxiosInstance = axios.create({
  maxRedirects: 0,
  timeout: 20_000,
  validateStatus: () => true,
  responseType: 'text',
  transformResponse: (body: unknown) => body,
})

/**
 * What the driver does between the app and the app: reads the notice and agrees, signs in at the simulated carmaker and
 * allows what is asked for.
 *
 * @returns the address in the app at which the browser ends
 */
export async function agreeAndSignIn(consentUrl: string, login: string): Promise<URL> {
  const own = new URL(consentUrl)
  const page = await browser.get<string>(consentUrl)
  const [, action = ''] = /<form[^>]*\saction="(\/connect\/[^"]+)"/.exec(page.data) ?? []
  const agreed = await browser.post<string>(
    new URL(action.replaceAll('&amp;', '&'), own).href,
    'decision=accept',
    { headers: { 'sec-fetch-site': 'same-origin' } },
  )
  const form = new URLSearchParams({ login, decision: 'allow' })
  const allowed = await browser.post<string>(locationOf(agreed).href, form)
  const headers = { cookie: cookiesOf(agreed) }
  return locationOf(await browser.get<string>(locationOf(allowed).href, { headers }))
}

function locationOf(answer: AxiosResponse<string>): URL {
  return new URL(z.string(`${String(answer.status)}: ${answer.data}`).parse(answer.headers['location']))
}

function cookiesOf(answer: AxiosResponse<string>): string {
  const cookies = z.array(z.string()).parse(answer.headers['set-cookie'])
  return cookies.map((cookie) => cookie.split(';')[0] ?? '').join('; ')
}
