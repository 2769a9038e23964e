import { addMinutes } from 'date-fns'
import type { Dice } from './dice.ts'
import type { Trouble } from './night.ts'

/** Fires this often at most within its time, which is to say always. */
const ALWAYS = 10_000

/** Most nights have one trouble or none; one in twenty has four. */
const COUNTS = [0, 0, 0, 0, 1, 1, 1, 2, 2, 4] as const

/** What goes wrong for a car in a night; none twice, since the second of a kind takes the place of the first. */
export function drawTroubles(
  dice: Dice,
  { start, pluggedInAt }: { readonly start: Date; readonly pluggedInAt: Date },
): readonly Trouble[] {
  const troubles = new Map<string, Trouble>()
  const count = dice.pick(COUNTS)
  while (troubles.size < count) {
    const from = dice.chance(0.5) ? pluggedInAt : addMinutes(start, dice.whole(0, 18 * 60))
    const trouble = drawTrouble(dice, from)
    troubles.set(`${trouble.kind} ${trouble.on ?? ''}`, trouble)
  }
  return [...troubles.values()]
}

function drawTrouble(dice: Dice, start: Date): Trouble {
  const soon = addMinutes(start, 12 * 60)
  return dice.pick<() => Trouble>([
    () => ({
      kind: 'ignored-200',
      on: dice.pick(['start', 'stop']),
      times: dice.whole(1, 2),
      start,
      end: soon,
    }),
    () => ({
      kind: 'timeout-after-effect',
      on: dice.pick(['start', 'stop']),
      times: dice.whole(1, 2),
      start,
      end: soon,
    }),
    () => ({ kind: 'busy', on: dice.pick(['start', 'stop']), times: dice.whole(1, 2), start, end: soon }),
    () => ({ kind: 'stale', on: 'vehicleData', times: dice.whole(1, 4), start, end: soon }),
    () => ({ kind: 'rate-limited', times: dice.whole(1, 20), start, end: soon }),
    // Out of reach: nothing comes through, for minutes or for hours.
    () => ({ kind: 'http-500', times: ALWAYS, start, end: addMinutes(start, outage(dice)) }),
    () => ({ kind: 'html', times: ALWAYS, start, end: addMinutes(start, outage(dice)) }),
    () => ({ kind: 'no-power', on: 'start', times: ALWAYS, start, end: addMinutes(start, outage(dice)) }),
  ])()
}

function outage(dice: Dice): number {
  return dice.chance(0.75) ? dice.whole(5, 60) : dice.whole(60, 5 * 60)
}
