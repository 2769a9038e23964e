import { describe, expect, it } from 'vitest'
import { playKilledNight, type KilledNight, type KillPoint } from './kill-night.ts'

/** Three by default; LADEPLAN_KILLS sets another number. */
const KILLS = Number(process.env['LADEPLAN_KILLS'] ?? 3)
const POINTS: readonly KillPoint[] = Array.from(
  { length: KILLS },
  (_, index) =>
    (['after-effect', 'any-moment', 'before-effect', 'any-moment'] as const)[index % 4] ?? 'any-moment',
)
const SECONDS_PER_KILL = 15

describe('a service killed in the middle of the night', () => {
  it(
    `loses and doubles no command over ${String(KILLS)} kills`,
    async () => {
      const [undisturbed, killed, defective] = await Promise.all([
        playKilledNight([]),
        playKilledNight(POINTS),
        playKilledNight(['after-start'], 'stop-on-start'),
      ])
      expect(killed.kills).toBe(KILLS)
      expect(killed.killsInFlight).toBeGreaterThan(0)
      expect(effects(undisturbed)['kari']).toEqual(['stop', 'start', 'stop'])
      expect(effects(killed)).toEqual(effects(undisturbed))
      expect(unconfirmed(killed)).toEqual([])
      // The control: a service that stops every car when it starts has to be found out.
      expect(effects(defective)).not.toEqual(effects(undisturbed))
      expect(killed.report.cars.filter(({ socPercent }) => socPercent < 79.5)).toEqual([])
    },
    90_000 + KILLS * SECONDS_PER_KILL * 1000,
  )
})

/** What changed whether a car wants to charge, as the carmaker counted it. */
function effects({ report }: KilledNight): Record<string, readonly string[]> {
  return Object.fromEntries(
    report.cars.map((car) => [car.login, car.effectiveCommands.map(({ kind }) => kind)]),
  )
}

/** Commands that nothing ever bore out, other than those lost on the way and sent again. */
function unconfirmed({ ledger, killsInFlight }: KilledNight): readonly unknown[] {
  const open = ledger.filter(({ confirmed_at }) => confirmed_at === null)
  return open.length <= killsInFlight ? [] : open
}
