import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differences, readGuide, type Step } from './guide.ts'
import { startByGuide, type GuidedService } from './run-guide.ts'

const { service: start, steps } = readGuide(readFileSync('docs/how-to/integrate-your-app.md', 'utf8'))

let service: GuidedService
beforeAll(async () => {
  service = await startByGuide(start, 'jon')
})
afterAll(() => service.close())

describe('the guide to integrate an app', () => {
  it('has been read whole', () => {
    expect(start).toContain('npm start')
    expect(steps.length).toBeGreaterThanOrEqual(15)
    expect(steps.filter(({ answer }) => answer !== undefined).length).toBeGreaterThanOrEqual(12)
  })

  it.each(steps.map((step, index) => [index + 1, nameOf(step), step] as const))(
    'tells what comes of step %i: %s',
    async (_index, _name, step) => {
      expect(await service.follow(step)).toEqual([])
    },
  )

  it('would be found out if a command or an answer in it were another', async () => {
    // It answers the same however often it is asked, and whatever the night has brought.
    const step = stepWith('"language": "no"')
    const answered = (right: string, wrong: string): Step => {
      expect(step.answer).toContain(right)
      return { ...step, answer: step.answer?.replace(right, wrong) }
    }
    const wrong = [
      { ...step, command: step.command.replace('"language": "no"', '"language": "nb"') },
      { ...step, command: step.command.replace('/v1/connections', '/v1/connection') },
      answered('"pointer"', '"place"'),
      answered('"fix_request"', '"retry"'),
      answered('"status": 422', '"status": "422"'),
      answered('"traceId"', '"…": "…", "trace"'),
    ]
    expect(await service.follow(step)).toEqual([])
    for (const one of wrong) expect(await service.follow(one)).not.toEqual([])
  })
})

describe('the comparison of answers', () => {
  it.each([
    [
      { at: '2024-12-12T15:00:00Z', id: 'x y', n: 1 },
      { at: '2025-01-01T07:30:00.000Z', id: 'p q', n: 2 },
    ],
    [
      { state: 'connected', '…': '…' },
      { state: 'connected', more: 1 },
    ],
    [
      { url: 'http://localhost:8080/connect/77072673-…' },
      { url: 'http://localhost:8080/connect/5f0d3c1a-8?link=y' },
    ],
  ])('lets %o stand for %o', (told, seen) => {
    expect(differences(told, seen)).toEqual([])
  })

  it.each([
    [{ state: 'connected' }, { state: 'withdrawn' }],
    [{ state: 'connected' }, { state: 'connected', more: 1 }],
    [{ at: '2024-12-12T15:00:00Z' }, { at: null }],
    [{ items: [1] }, { items: [] }],
    [{ n: 1 }, {}],
    [
      { url: 'http://localhost:8080/connect/77072673-…' },
      { url: 'http://localhost:8080/vehicles/5f0d3c1a-8' },
    ],
  ])('does not let %o stand for %o', (told, seen) => {
    expect(differences(told, seen)).not.toEqual([])
  })
})

function nameOf({ command }: Step): string {
  return command === ''
    ? 'the driver comes back'
    : (/[^\n]*curl[^\n]*/.exec(command)?.[0].trim() ?? command.trim())
}

function stepWith(address: string): Step {
  const step = steps.find(({ command }) => command.includes(address))
  if (step === undefined) throw new Error(`The guide has no command with ${address}`)
  return step
}
