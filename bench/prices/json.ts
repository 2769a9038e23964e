import { parseArgs } from 'node:util'
import { MARKET_TIME_ZONE, startOfLocalDay } from '../../src/base/local-time.ts'
import { slotsInDay } from '../../src/prices/port.ts'
import { mapDay } from '../../src/prices/sources/elprisetjustnu/map.ts'
import { dayAnswerSchema } from '../../src/prices/sources/elprisetjustnu/wire.ts'
import { dayFile } from '../../src/simulator/price-sources/day-files.ts'
import { figure, showTable } from '../planner/table.ts'
import { daysFrom } from './days.ts'

/** Reading a year of quarter-hour prices of the four Swedish zones as elprisetjustnu.se answers them, beside JSON.parse. */
const { values: flags } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const ZONES = ['SE1', 'SE2', 'SE3', 'SE4'] as const
const DAYS = daysFrom('2025-10-01', flags.quick ? 30 : 365)

const answers = ZONES.flatMap((zone) => DAYS.map((day) => ({ zone, day, json: answerFor(zone, day) })))
const floor = timed(() => {
  for (const { json } of answers) JSON.parse(json)
})
const parsing = timed(() => {
  for (const { zone, day, json } of answers)
    mapDay(dayAnswerSchema.parse(JSON.parse(json)), { source: 'elprisetjustnu', zone, day })
})

const row = (name: string, seconds: number): string[] => [
  name,
  figure(seconds),
  figure((1e6 * seconds) / answers.length),
  figure(seconds / floor),
]
console.log(
  showTable({
    title: `${String(DAYS.length)} days of quarter-hours of four zones: ${String(answers.length)} JSON documents, one a day`,
    head: ['step', 's', 'µs a document', 'of the floor'],
    rows: [
      row('floor: JSON.parse alone', floor),
      row('text to a checked delivery day in two currencies', parsing),
    ],
    notes: ['Made up, with every price of its own. One thread.'],
  }),
)

function answerFor(zone: string, day: string): string {
  const start = startOfLocalDay(day, MARKET_TIME_ZONE).getTime()
  const slots = Array.from({ length: slotsInDay(day, 15) }, (_, index) => {
    const eurPerKwh = Number((0.05 + 0.03 * Math.sin(index / 7) + index * 1e-5).toFixed(5))
    const perKwh = Number((eurPerKwh * 11.2).toFixed(5))
    return { startUtc: new Date(start + index * 900_000), perKwh, eurPerKwh }
  })
  return JSON.stringify(dayFile({ zone, day, rate: 11.2, stepMinutes: 15, slots }))
}

function timed(work: () => void): number {
  const begin = performance.now()
  work()
  return (performance.now() - begin) / 1e3
}
