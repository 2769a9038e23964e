import type { RequestHandler } from 'express'

/** Lets every request wait so many milliseconds of real time, as a carmaker far away does. */
export function later(milliseconds: number): RequestHandler {
  return (_request, _response, next) => {
    setTimeout(next, milliseconds)
  }
}
