import { addDays, addHours, addMinutes, addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import type { Command } from '../../src/control/facts.ts'
import { isWorthReading } from '../../src/control/worth-reading.ts'
import type { VehicleState } from '../../src/vehicles/vehicle.ts'
import { chargeOf, command, HELD, NOW, stateOf } from './night-facts.ts'

const streaming = (given: Partial<VehicleState> = {}) =>
  stateOf({}, { pushedAt: addMinutes(NOW, -5), checkedAt: addHours(NOW, -5), ...given })
const worth = (state: VehicleState | undefined, commands: readonly Command[] = []) =>
  isWorthReading({ state, commands, intent: undefined }, NOW)
const sent = (seconds: number, given: Partial<Command> = {}) =>
  command({ sentAt: addSeconds(NOW, -seconds), ...given })

describe('a car that tells nothing by itself', () => {
  test.each([
    ['was never read', undefined],
    ['has never pushed', stateOf()],
    ['fell silent a week ago', streaming({ pushedAt: addDays(NOW, -7) })],
    ['has told that it is there, and not how it charges', streaming({ charge: null })],
  ])('and %s is asked', (_, state) => {
    expect(worth(state)).toBe(true)
  })
})

describe('a car that streams', () => {
  test('is not asked while it tells', () => {
    expect(worth(streaming())).toBe(false)
    expect(worth(streaming(), [sent(600, { confirmedAt: NOW })])).toBe(false)
  })

  test('is asked until a command shows that has not done so in a minute', () => {
    const seen = (secondsAgo: number) =>
      streaming({ charge: chargeOf({ observedAt: addSeconds(NOW, -secondsAgo) }) })
    expect(worth(seen(300), [sent(59)])).toBe(false)
    expect(worth(seen(300), [sent(60)])).toBe(true)
    expect(worth({ ...seen(300), checkedAt: NOW }, [sent(60)])).toBe(true)
    expect(worth(seen(30), [sent(60)])).toBe(false)
  })

  test('is asked when it told something that cannot be made out', () => {
    expect(worth(streaming({ doubtedAt: NOW }))).toBe(true)
  })

  test('is asked until it has woken', () => {
    const wake = sent(60, { kind: 'wake' })
    expect(worth(streaming({ pushedAt: addMinutes(NOW, -5) }), [wake])).toBe(true)
    expect(worth(streaming({ pushedAt: NOW }), [wake])).toBe(false)
  })

  test('is asked at once whether it sleeps when it refused because it does', () => {
    expect(worth(streaming(), [sent(1, { outcome: 'refused', refusal: 'vehicle_asleep' })])).toBe(true)
    expect(
      worth(streaming({ checkedAt: NOW }), [sent(90, { outcome: 'refused', refusal: 'disconnected' })]),
    ).toBe(false)
  })

  test('is asked after half an hour of silence while it charges: word of its stop may be lost', () => {
    const charging = (minutesAgo: number) =>
      streaming({ charge: chargeOf({ status: 'charging' }), pushedAt: addMinutes(NOW, -minutesAgo) })
    expect(worth(charging(29))).toBe(false)
    expect(worth(charging(30))).toBe(true)
    expect(worth({ ...charging(30), checkedAt: addMinutes(NOW, -10) })).toBe(false)
  })

  test('is asked after minutes of silence while it charges for ready-by: there is no half hour to lose', () => {
    const state = (minutesAgo: number, status: 'charging' | 'connected') =>
      streaming({ charge: chargeOf({ status }), pushedAt: addMinutes(NOW, -minutesAgo) })
    const pressed = (...given: Parameters<typeof state>) =>
      isWorthReading(
        { state: state(...given), commands: [], intent: { ...HELD, desired: 'CHARGE', cause: 'ready-by' } },
        NOW,
      )
    expect(pressed(2, 'charging')).toBe(false)
    expect(pressed(3, 'charging')).toBe(true)
    expect(pressed(30, 'connected')).toBe(false)
  })

  test('is asked after half a day of silence at the plug, and never while it is away', () => {
    const silent = { pushedAt: addHours(NOW, -12), checkedAt: addHours(NOW, -13) }
    expect(worth(streaming({ ...silent, pushedAt: addHours(NOW, -11) }))).toBe(false)
    expect(worth(streaming(silent))).toBe(true)
    expect(worth(stateOf({ status: 'disconnected' }, silent))).toBe(false)
  })
})
