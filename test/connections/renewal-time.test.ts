import { describe, expect, it } from 'vitest'
import { sealTokens } from '../../src/connections/sealed-tokens.ts'
import { newDriverKey } from '../../src/keys/envelope.ts'

const NIGHT_SECONDS = 28_800
const key = newDriverKey()

function renewedAfter(expiresInSeconds: number, connectionId: string): number {
  const tokens = { accessToken: 'access', refreshToken: 'refresh', expiresInSeconds, grantedScopes: [] }
  const made = { now: new Date(0), spreadBy: connectionId }
  return sealTokens(key, { table: 'token', id: 'a' }, tokens, made).refreshAt.getTime() / 1000
}

describe('the time at which a pair of tokens is renewed', () => {
  it('leaves a token that lives for five minutes in use for most of them', () => {
    expect(renewedAfter(300, 'a')).toBeGreaterThanOrEqual(210)
    expect(renewedAfter(300, 'a')).toBeLessThanOrEqual(240)
  })

  it('is the same for a connection every time', () => {
    expect(renewedAfter(NIGHT_SECONDS, 'a')).toBe(renewedAfter(NIGHT_SECONDS, 'a'))
  })

  it('spreads ten thousand pairs that were made together evenly over a tenth of their life', () => {
    const seconds = Array.from({ length: 10_000 }, (_, n) => renewedAfter(NIGHT_SECONDS, `c${String(n)}`))
    const counts = new Map<number, number>()
    for (const second of seconds) {
      const minute = Math.floor(second / 60)
      counts.set(minute, (counts.get(minute) ?? 0) + 1)
    }
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(0.7 * NIGHT_SECONDS)
    expect(Math.max(...seconds)).toBeLessThanOrEqual(0.8 * NIGHT_SECONDS)
    // 48 minutes: 208 each on average; together they would be 10,000 in one.
    expect(Math.max(...counts.values())).toBeLessThan(400)
  })
})
