import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { systemRandomness } from '../../src/base/random.ts'
import { newPkce } from '../../src/connections/pkce.ts'

it('OA05: of 100,000 verifiers none comes twice, and each has 43 to 128 characters and its S256 challenge', () => {
  const seen = new Set<string>()
  for (let n = 0; n < 100_000; n++) {
    const { verifier, challenge } = newPkce(systemRandomness)
    seen.add(verifier)
    if (!/^[\w.~-]{43,128}$/.test(verifier)) expect.fail(`a verifier of ${String(verifier.length)}`)
    const expected = createHash('sha256').update(verifier, 'ascii').digest('base64url')
    if (challenge !== expected) expect.fail('a challenge is not the SHA-256 of its verifier')
  }
  expect(seen.size).toBe(100_000)
})
