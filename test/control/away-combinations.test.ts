import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { createCarmakers } from '../../src/carmakers/registry.ts'
import { simulatedCarmakers, SIMULATED_NAMES } from '../../src/cli/sandbox/simulated-carmakers.ts'
import { decide } from '../../src/control/decide.ts'
import type { Facts } from '../../src/control/facts.ts'
import { isAtHome } from '../../src/vehicles/at-home.ts'
import { factsOf, LATEST_START, NOW, policy, stateOf, STOPPED } from './night-facts.ts'

const SITE = { maxPowerKw: 11 }
const CARMAKERS = createCarmakers(
  simulatedCarmakers({
    simulatorUrl: 'http://127.0.0.1:1',
    seed: 'x',
    publicUrl: new URL('http://127.0.0.1'),
  }),
)

/** What would have a car commanded at home, whoever asks for it. */
const ASKED_FOR: readonly (readonly [string, Partial<Facts>])[] = [
  ['charge now', { override: { kind: 'charge-now', since: NOW, end: { until: 'unplugged' } } }],
  ['ready-by', { now: addMinutes(LATEST_START, 1) }],
  ['the minimum', { state: stateOf({ socPercent: 5 }) }],
  ['a lower price to come', { state: stateOf({ status: 'charging' }) }],
  ['a pause while it is held', { policy: { ...policy, paused: true }, commands: [STOPPED] }],
  ['an evacuation while it is held', { evacuating: true, commands: [STOPPED] }],
  ['a test charge', { test: { id: 'test-1', askedAt: NOW } }],
  [
    'a doubt whether it sleeps at the plug',
    { state: stateOf({ status: 'disconnected' }, { reach: 'asleep', doubtedAt: NOW }), wakeBy: NOW },
  ],
]
/** The carmaker’s flag, the app’s word, whether that is a car known to be away. */
const SAID: readonly (readonly [boolean, boolean, boolean])[] = [
  [true, true, false],
  [true, false, true],
  [false, true, true],
  [false, false, true],
]

describe.each(SIMULATED_NAMES)('a car of %s, by what carmaker and app say of where it is', (name) => {
  const { recipe, capabilities } = CARMAKERS.get(name)

  test.each(SAID)(
    'carmaker %s, app %s: known to be away, %s, is never commanded',
    (flag, toldAtHome, isAway) => {
      const sent = ASKED_FOR.map(([what, given]) => {
        const { state = stateOf() } = given
        const seen = state.charge === null ? state : { ...state, charge: { ...state.charge, atHome: flag } }
        const atHome = isAtHome({ toldAtHome, homePlug: true }, seen, SITE)
        // As the facts are gathered: a car that is away is not woken to be asked either.
        const wakeBy = atHome === false || !capabilities.wake ? null : (given.wakeBy ?? null)
        const facts = { ...given, state: seen, atHome, wakeBy, recipe, canWake: capabilities.wake }
        return [what, decide(factsOf(facts)).command?.kind ?? null] as const
      })
      const commanded = sent.filter(([, kind]) => kind !== null).map(([what]) => what)
      const all = ASKED_FOR.map(([what]) => what)
      // The control: each of them has a car at home commanded, but for a wake where the brand knows none.
      const atHome = capabilities.wake ? all : all.filter((what) => !what.startsWith('a doubt'))
      expect(commanded).toEqual(isAway ? [] : atHome)
    },
  )

  test('has no flag of its carmaker’s, so that the app’s word and power alone tell', () => {
    expect(capabilities.atHomeFlag).toBe(false)
  })
})
