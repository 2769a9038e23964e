import { describe, expect, it } from 'vitest'
import { NIGHT, playKilledNight, type KilledNight, type KillPoint } from './kill-night.ts'

/** A night takes most of a minute: it runs when it is asked for, as `.ci/run` does. */
const ASKED = process.env['LADEPLAN_KILLS']
const KILLS = Number(ASKED ?? 7)
/** Each step of a dispatch once. A night has few commands, so the rest of many kills come at any moment. */
const AT_STEPS: readonly KillPoint[] = [
  ...(['after-effect', 'leased', 'before-effect', 'any-moment'] as const),
  ...(['written', 'verified', 'committed', 'after-start'] as const),
]
const POINTS: readonly KillPoint[] = Array.from(
  { length: KILLS },
  (_, index) => AT_STEPS[index] ?? 'any-moment',
)
const SECONDS_PER_KILL = 15

describe.skipIf(ASKED === undefined)('a service killed in the middle of the night (LADEPLAN_KILLS=n)', () => {
  it(
    `loses and doubles no command over ${String(KILLS)} kills`,
    async () => {
      const [killed, defective] = await Promise.all([
        playKilledNight(POINTS),
        playKilledNight(['after-start'], { until: NIGHT, plant: 'stop-on-start' }),
      ])
      expect(killed.kills).toBe(KILLS)
      expect(killed.killsInFlight).toBeGreaterThan(0)
      // Held back when it comes home, started when it is cheap, stopped at its target: once each.
      expect(effects(killed)).toEqual({ kari: ['stop', 'start', 'stop'], siri: ['stop', 'start', 'stop'] })
      expect(unconfirmed(killed)).toEqual([])
      expect(killed.report.cars.filter(isShort)).toEqual([])
      // The control: a service that stops every car when it starts has to be found out.
      expect(effects(defective)).not.toEqual({ kari: ['stop', 'start'], siri: ['stop', 'start'] })
    },
    90_000 + KILLS * SECONDS_PER_KILL * 1000,
  )
})

type Car = KilledNight['report']['cars'][number]

const TARGET_PERCENT = 80
/** Cars report whole points, so a target is seen reached from half a point below on. */
const ROUNDING = 0.5

function isShort({ login, socPercent }: Car): boolean {
  return DRIVEN.includes(login) && socPercent < TARGET_PERCENT - ROUNDING
}

/** The two cars that are connected; the simulator has more. */
const DRIVEN: readonly string[] = ['kari', 'siri']

/** What changed whether a car wants to charge, as the carmaker counted it. */
function effects({ report }: KilledNight): Record<string, readonly string[]> {
  const driven = report.cars.filter(({ login }) => DRIVEN.includes(login))
  return Object.fromEntries(driven.map((car) => [car.login, car.effectiveCommands.map(({ kind }) => kind)]))
}

/** Commands that nothing ever bore out, other than those lost on the way and sent again. */
function unconfirmed({ ledger, killsInFlight }: KilledNight): readonly unknown[] {
  const open = ledger.filter(({ confirmed_at }) => confirmed_at === null)
  return open.length <= killsInFlight ? [] : open
}
