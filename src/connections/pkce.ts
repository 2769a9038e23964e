import { createHash } from 'node:crypto'
import type { Randomness } from '../base/random.ts'

/** 64 characters as base64url, of the 43 to 128 that RFC 7636 §4.1 allows. */
const VERIFIER_BYTES = 48

/** What proves that whoever exchanges a code is who asked for it (RFC 7636). */
export interface Pkce {
  /** Kept sealed until the code is exchanged. */
  readonly verifier: string
  /** Sent along with the authorization request; S256 alone, never the verifier itself. */
  readonly challenge: string
}

export function newPkce(randomness: Randomness): Pkce {
  const verifier = randomness.bytes(VERIFIER_BYTES).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}
