import { addDays, addHours, addMinutes, addMonths } from 'date-fns'
import { describe, expect, it } from 'vitest'
import { healthOf, type HealthFacts } from '../../src/connections/health.ts'

const NOW = new Date('2024-12-12T18:00:00Z')
const READY_BY = new Date('2024-12-13T06:00:00Z')
const WELL: HealthFacts = {
  state: 'connected',
  connectedAt: addDays(NOW, -100),
  consentEndsAt: addMonths(NOW, 20),
  missingScopes: [],
  failingAccessEndsAt: null,
  accessFault: null,
  needsPairing: false,
  notControllable: false,
  lastFetchAt: addMinutes(NOW, -10),
  silentSince: addMinutes(NOW, -10),
  nextReadyBy: READY_BY,
}

const told = (changes: Partial<HealthFacts>): [string, string, Date | null] | null => {
  const health = healthOf({ ...WELL, ...changes }, NOW)
  return health === null ? null : [health.state, health.reason, health.readyByAtRisk]
}

describe('the health of a connection', () => {
  it('is well if nothing is the matter', () => {
    expect(told({})).toEqual(['connected', 'all-well', null])
  })

  it.each(['started', 'abandoned', 'withdrawing', 'withdrawn'] as const)(
    'is none while it is %s',
    (state) => {
      expect(told({ state })).toBeNull()
    },
  )

  it('warns of a consent 30 days before its end, and not a minute earlier', () => {
    expect(told({ consentEndsAt: addMinutes(addDays(NOW, 30), 1) })?.[1]).toBe('all-well')
    expect(told({ consentEndsAt: addDays(NOW, 30) })).toEqual(['connected', 'consent-ends-soon', null])
  })

  it('needs consent before tonight if it ends before the car is to be ready', () => {
    const needed = ['needs_consent', 'consent-ends-before-ready-by', READY_BY]
    expect(told({ consentEndsAt: READY_BY })).toEqual(needed)
    expect(told({ consentEndsAt: addMinutes(READY_BY, 1) })?.[0]).toBe('connected')
  })

  it.each([
    [{ state: 'reauth_required' } as const, 'needs_consent', 'ended-at-carmaker'],
    [{ consentEndsAt: NOW }, 'needs_consent', 'consent-over'],
    [{ accessFault: 'consent-revoked' } as const, 'needs_consent', 'ended-at-carmaker'],
    [{ accessFault: 'token-unreadable' } as const, 'needs_consent', 'access-unreadable'],
    [{ accessFault: 'scope-missing' } as const, 'lost', 'refused-by-carmaker'],
    [{ accessFault: 'token-expired' } as const, 'lost', 'refused-by-carmaker'],
    [{ accessFault: 'client-misconfigured' } as const, 'lost', 'refused-to-us'],
    [{ needsPairing: true }, 'needs_pairing', 'key-not-added'],
    [{ missingScopes: ['vehicle_charging_cmds'] }, 'limited', 'permission-missing'],
    [{ notControllable: true }, 'limited', 'not-controllable'],
    [{ failingAccessEndsAt: addHours(NOW, 1) }, 'limited', 'access-ends-before-ready-by'],
    [{ failingAccessEndsAt: NOW }, 'lost', 'access-over'],
    [{ lastFetchAt: addHours(NOW, -24) }, 'lost', 'not-heard-from'],
    [{ lastFetchAt: null, connectedAt: addHours(NOW, -24) }, 'lost', 'not-heard-from'],
    [{ silentSince: addHours(NOW, -24) }, 'limited', 'not-heard-from'],
  ])('with %o is %s, because of %s', (changes, state, reason) => {
    expect(told(changes)).toEqual([state, reason, READY_BY])
  })

  it('says nothing of an access that fails to be renewed but outlasts the night', () => {
    expect(told({ failingAccessEndsAt: addMinutes(READY_BY, 1) })?.[1]).toBe('all-well')
  })

  it('says nothing of a car that was connected just now and not read yet', () => {
    expect(told({ lastFetchAt: null, connectedAt: addMinutes(NOW, -5) })?.[1]).toBe('all-well')
  })

  it('names consent before all else, then access, then pairing', () => {
    const all = { state: 'reauth_required', failingAccessEndsAt: NOW, needsPairing: true } as const
    expect(told(all)?.[1]).toBe('ended-at-carmaker')
    expect(told({ ...all, state: 'connected' })?.[1]).toBe('access-over')
  })
})
