import type { CookieOptions, Request, Response } from 'express'
import type { Language } from '../texts/language.ts'

const FLOW_SECONDS = 600
const LANGUAGE_DAYS = 180

/** A cookie of the browser that asks; `undefined` if it has none by that name. */
export function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

export interface BindingCookie {
  read(request: Request): string | undefined
  set(response: Response, binding: string): void
  clear(response: Response): void
}

/**
 * The cookie that binds a sign-in to one browser (RFC 9700 §4.7). Lax, since the carmaker sends the browser back from
 * another site; `__Host-` wherever there is TLS.
 */
export function bindingCookie(publicUrl: URL): BindingCookie {
  const secure = publicUrl.protocol === 'https:'
  const name = secure ? '__Host-ladeplan-flow' : 'ladeplan-flow'
  const options: CookieOptions = { httpOnly: true, secure, sameSite: 'lax', path: '/' }
  return {
    read: (request) => cookieOf(request, name),
    set: (response, binding) => {
      response.cookie(name, binding, { ...options, maxAge: FLOW_SECONDS * 1000 })
    },
    clear: (response) => {
      response.clearCookie(name, options)
    },
  }
}

export const LANGUAGE_COOKIE = 'ladeplan-language'

/** Keeps a choice of language. It says nothing else about anybody. */
export function keepLanguage(response: Response, language: Language, publicUrl: URL): void {
  response.cookie(LANGUAGE_COOKIE, language, {
    httpOnly: true,
    secure: publicUrl.protocol === 'https:',
    sameSite: 'lax',
    path: '/',
    maxAge: LANGUAGE_DAYS * 86_400_000,
  })
}
