import { localTime } from '../base/local-time.ts'
import type { Judged } from './judge-night.ts'
import type { Night } from './night.ts'
import type { Decided, Played, PlayedCar } from './played.ts'

/** A night as text: what was drawn, each car's quarter-hours as one line (`#` charges, `.` stands, blank: not there), and what was decided. */
export function pictureOf(night: Night, played: Played, { verdicts, faults }: Judged): string {
  const clock = clockOf(night)
  const away = night.away.map(({ start, end }) => `${clock(start)}–${clock(end)}`).join(', ')
  const head = [
    `night ${night.seed}: ${night.start.toISOString()} to ${night.end.toISOString()}`,
    `prices of ${String(night.prices.length)} days; Ladeplan away: ${away === '' ? 'never' : away}`,
  ]
  const cars = played.cars.flatMap((one) => {
    const verdict = verdicts.find(({ id }) => id === one.car.id)
    const outcome =
      verdict === undefined ? '' : [verdict.kind, verdict.cause].filter((word) => word !== null).join(': ')
    return [...carLines(one, clock), `  outcome    ${outcome}`, ...decisionLines(one, played, clock)]
  })
  return [...head, ...cars, ...faults.map((fault) => `FAULT ${fault}`)].join('\n')
}

type Clock = (instant: Date) => string

function clockOf({ homes }: Night): Clock {
  const zone = homes[0]?.site.timeZone ?? 'UTC'
  return (instant) => localTime(instant, zone)
}

function carLines({ car, trace }: PlayedCar, clock: Clock): readonly string[] {
  const { spec, policy, troubles } = car
  const strip = trace
    .filter(({ at }) => at % 900_000 === 0)
    .map((one) => (one.isDrawing ? '#' : one.isPluggedIn ? '.' : ' '))
  const first = trace[0]
  return [
    '',
    `car ${car.id}: ${String(spec.capacityKwh)} kWh, ${String(spec.powerKw)} kW, ${String(spec.socPercent)} %, own limit ${String(spec.limitPercent)} %`,
    `  wants      ${String(policy.targetPercent)} % by ${policy.readyBy}, at least ${String(policy.minimumPercent)} %`,
    ...troubles.map(
      ({ kind, on, times, start, end }) =>
        `  trouble    ${kind} ${on ?? ''} x${String(times)} ${clock(start)}–${clock(end)}`,
    ),
    `  from ${first === undefined ? '' : clock(new Date(first.at))} [${strip.join('')}]`,
  ]
}

function decisionLines({ car, trace }: PlayedCar, { decided }: Played, clock: Clock): readonly string[] {
  const lines: string[] = []
  let last = ''
  for (const one of decided.filter(({ carId }) => carId === car.id)) {
    const words = wordsOf(one)
    if (words === last && one.command === null) continue
    last = words
    const soc = trace.findLast(({ at }) => at <= one.at.getTime())
    const percent = soc === undefined ? '' : ((soc.energyKwh / car.spec.capacityKwh) * 100).toFixed(0)
    const command = one.command === null ? '' : `-> ${one.command.kind} (try ${String(one.command.attempt)})`
    lines.push(`  ${clock(one.at)} ${percent.padStart(3)} %  ${words} ${command}`.trimEnd())
  }
  return lines
}

function wordsOf({ intent, reason, planned }: Decided): string {
  const wanted = intent === null ? 'left alone' : `${intent.desired} ${String(intent.epoch)}`
  return `${wanted.padEnd(10)} ${reason}${planned === null ? '' : `, planned: ${planned}`}`
}
