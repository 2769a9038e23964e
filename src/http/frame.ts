import type { Request, Response } from 'express'
import { z } from 'zod'
import { MARKET_TIME_ZONE } from '../base/local-time.ts'
import type { FrameView } from '../pages/page-frame.ts'
import { pickLanguage } from '../texts/language.ts'
import { cookieOf, keepLanguage, LANGUAGE_COOKIE } from './cookies.ts'
import type { HttpContext } from './dependencies.ts'

const wordsSchema = z.object({
  link: z.string().optional().catch(undefined),
  lang: z.string().optional().catch(undefined),
  notice: z.string().optional().catch(undefined),
})

/** The parameters that pages of ours know; given twice they count as not given. */
export function pageParameters(request: Request): z.infer<typeof wordsSchema> {
  return wordsSchema.parse(request.query)
}

/** Language, own address and banner of a page. A language that was asked for is kept for the next page. */
export function frameOf(context: HttpContext, request: Request, response: Response): FrameView {
  const { link, lang } = pageParameters(request)
  const language = pickLanguage({
    query: lang,
    cookie: cookieOf(request, LANGUAGE_COOKIE),
    acceptLanguage: request.get('accept-language'),
  })
  if (lang !== undefined && !response.headersSent) keepLanguage(response, language, context.publicUrl)
  return { language, self: localPath(request.path, { link, lang }), banner: bannerOf(context) }
}

/** A path of ours with the parameters that are given. */
export function localPath(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) given.set(name, value)
  const query = given.toString()
  return query === '' ? path : `${path}?${query}`
}

function bannerOf({ sandbox, control }: HttpContext): FrameView['banner'] {
  if (sandbox === null) return null
  return {
    now: control.clock.now(),
    speed: sandbox.speed,
    timeZone: MARKET_TIME_ZONE,
    stepUrl: '/sandbox/advance',
    pricesEndAt: sandbox.endsAt,
  }
}
