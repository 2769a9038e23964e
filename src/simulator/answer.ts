import type { Request, RequestHandler, Response } from 'express'
import { unreachable } from '../base/errors.ts'

/** What a route answers; sending it is the server's business. `note` is for the log of commands. */
export type Answer =
  | {
      readonly kind: 'json'
      readonly status: number
      readonly body: unknown
      readonly headers?: Readonly<Record<string, string>>
      readonly note?: string
    }
  | { readonly kind: 'html'; readonly status: number; readonly html: string; readonly note?: string }
  | { readonly kind: 'redirect'; readonly location: string; readonly note?: string }
  /** The connection hangs for a moment and is cut without an answer. */
  | { readonly kind: 'cut'; readonly note?: string }
  /** Nothing is answered at all; the other side has to give up. */
  | { readonly kind: 'silence'; readonly note?: string }

const HANG_MS = 50

/** Sends what a route says. What was asked by anything but GET may have changed the world, which is kept first. */
export function keeping(world: { save(): void }, answerTo: (request: Request) => Answer): RequestHandler {
  return (request, response) => {
    const answer = answerTo(request)
    if (request.method !== 'GET') world.save()
    send(response, answer)
  }
}

export function send(response: Response, answer: Answer): void {
  response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
  switch (answer.kind) {
    case 'json':
      response
        .status(answer.status)
        .set(answer.headers ?? {})
        .json(answer.body)
      return
    case 'html':
      response.status(answer.status).type('html').send(answer.html)
      return
    case 'redirect':
      response.redirect(302, answer.location)
      return
    case 'cut':
      setTimeout(() => response.socket?.destroy(), HANG_MS)
      return
    case 'silence':
      return
    default:
      unreachable(answer)
  }
}
