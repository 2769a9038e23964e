import type { NextFunction, Request, Response } from 'express'
import { renderProblemPage } from '../pages/problem-page.ts'
import { isApi } from './bodies.ts'
import type { HttpContext } from './dependencies.ts'
import { frameOf } from './frame.ts'
import { PROBLEMS } from './problem-catalogue.ts'
import { problemDocument, ProblemError, problemOf, type ProblemFacts } from './problem.ts'
import { visitOf } from './visit.ts'

const INTERNAL: ProblemFacts = {
  code: 'internal-error',
  detail: 'Something failed on our side and has been logged. Quote the trace id if you ask for help.',
}

/** The last stop of every request that went wrong: a problem document, or a page for those who look at one. */
export function answerProblem(context: HttpContext) {
  // Express tells error handlers by their four parameters.
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const { traceId, route } = visitOf(response)
    const known = problemOf(error)
    if (known === undefined) {
      context.control.events.somethingFailed({ where: `${request.method} ${route} ${traceId}`, error })
    }
    if (response.headersSent) {
      next(error)
      return
    }
    const facts = known ?? INTERNAL
    const { status } = PROBLEMS[facts.code]
    response.status(status).set({ ...facts.headers })
    if (wantsPage(request)) {
      const homeUrl = context.sandbox === null ? null : '/'
      const shown = frameOf(context, request, response)
      // What was posted cannot be opened again by a link.
      const frame = request.method === 'GET' ? shown : { ...shown, self: '/' }
      response
        .type('html')
        .send(renderProblemPage({ ...frame, status, code: facts.code, reference: traceId, homeUrl }))
    } else {
      response.type('application/problem+json').send(JSON.stringify(problemDocument(facts, traceId)))
    }
  }
}

/** Where no route took the request. */
export function nothingHere(request: Request): never {
  throw new ProblemError({
    code: 'not-found',
    detail: `${request.method} ${request.path.slice(0, LONGEST_PATH)} leads nowhere. Check the address.`,
  })
}

const LONGEST_PATH = 100

function wantsPage(request: Request): boolean {
  if (isApi(request.path)) return false
  return request.accepts(['application/problem+json', 'application/json', 'text/html']) === 'text/html'
}
