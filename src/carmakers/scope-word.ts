import { z } from 'zod'

/** Stands in the ledger for every permission that the carmaker's documents do not list. */
export const UNLISTED_SCOPE = 'unlisted'

/**
 * A permission by the name that the carmaker publishes. Any other counts as {@link UNLISTED_SCOPE}: that something more was
 * given is worth knowing, but a word of the sender's choice could name a place.
 */
export function scopeWord(published: readonly string[]) {
  return z.enum([...published, UNLISTED_SCOPE]).catch(UNLISTED_SCOPE)
}

/** The permissions that the `scope` of a token answer tells (RFC 6749 §3.3), each once; `undefined` if it tells none. */
export function scopesIn(
  scope: string | undefined,
  published: readonly string[],
): readonly string[] | undefined {
  if (scope === undefined) return undefined
  const words = scope.split(' ').filter((word) => word !== '')
  return [...new Set(z.array(scopeWord(published)).parse(words))]
}
