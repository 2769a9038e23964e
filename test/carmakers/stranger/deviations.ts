/** One request, kept as plain as it can be. */
export interface Asking {
  url: string
  readonly query: URLSearchParams
  readonly headers: Record<string, string>
  method: string
  body: string | undefined
}

export async function send({ url, query, headers, method, body }: Asking): Promise<Response> {
  const search = query.size === 0 ? '' : `?${query.toString()}`
  return fetch(url + search, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) })
}

export const asking = (url: string, changes: Partial<Asking> = {}): Asking => ({
  url,
  query: new URLSearchParams(),
  headers: {},
  method: 'GET',
  body: undefined,
  ...changes,
})

export async function codeOf(request: Asking): Promise<string> {
  const answer = await send(request)
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
}

/** A rule, and how a request comes to break it. */
export type Deviation = readonly [rule: string, deviate: (request: Asking) => void]

/** Sets a parameter of the address, or leaves it out. */
export function query(name: string, value: string | null): Deviation[1] {
  return (request) => {
    change(request.query, name, value)
  }
}

/** Sets a parameter of the body, or leaves it out. */
export function field(name: string, value: string | null): Deviation[1] {
  return (request) => {
    const fields = new URLSearchParams(request.body)
    change(fields, name, value)
    request.body = fields.toString()
  }
}

function change(parameters: URLSearchParams, name: string, value: string | null): void {
  if (value === null) parameters.delete(name)
  else parameters.set(name, value)
}

export function header(name: string, value: string | null): Deviation[1] {
  return ({ headers }) => {
    if (value === null) Reflect.deleteProperty(headers, name)
    else headers[name] = value
  }
}

export function twice(name: string): Deviation[1] {
  return (request) => {
    request.query.append(name, 'again')
  }
}

export function twiceInForm(name: string): Deviation[1] {
  return (request) => {
    request.body = `${request.body ?? ''}&${name}=again`
  }
}

export function otherwise(changes: Partial<Pick<Asking, 'method' | 'body'>>): Deviation[1] {
  return (request) => {
    Object.assign(request, changes)
  }
}
