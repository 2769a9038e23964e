import type { Express, Request, Response } from 'express'
import { requireOwnKind } from './bodies.ts'
import { ProblemError } from './problem.ts'
import { visitOf } from './visit.ts'

export type Handler = (request: Request, response: Response) => Promise<void> | void
type Method = 'get' | 'post' | 'put' | 'delete'

/**
 * Mounts one address under its whole template, so that the app's routes can be listed. Methods that it does not take
 * are answered with 405 and the ones that it does.
 */
export function route(
  app: Express,
  path: string,
  handlers: Readonly<Partial<Record<Method, Handler>>>,
): void {
  const mounted = app.route(path)
  const named =
    (handler: Handler): Handler =>
    (request, response) => {
      visitOf(response).route = path
      return handler(request, response)
    }
  const taking =
    (handler: Handler): Handler =>
    (request, response) => {
      requireOwnKind(request)
      return handler(request, response)
    }
  const { get, post, put, delete: remove } = handlers
  if (get !== undefined) mounted.get(named(get))
  if (post !== undefined) mounted.post(named(taking(post)))
  if (put !== undefined) mounted.put(named(taking(put)))
  if (remove !== undefined) mounted.delete(named(taking(remove)))
  const allow = allowed(Object.keys(handlers))
  mounted.all(
    named((request) => {
      const detail = `${path} does not take ${request.method}. Use one of: ${allow}.`
      throw new ProblemError({ code: 'method-not-allowed', detail, headers: { Allow: allow } })
    }),
  )
}

function allowed(methods: readonly string[]): string {
  const names = methods.map((method) => method.toUpperCase())
  return [...names, ...(names.includes('GET') ? ['HEAD'] : [])].join(', ')
}
