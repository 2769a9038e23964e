import { describe, expect, it } from 'vitest'
import type { Command } from '../../src/control/facts.ts'
import { startsMade } from '../../src/control/starts-made.ts'
import { command } from './night-facts.ts'

const start = (given: Partial<Command>): Command => command({ kind: 'start', ...given })

describe('the starts made so far', () => {
  it.each<[string, readonly Command[], number]>([
    ['none before the first command', [], 0],
    ['one for each want that started the car', [start({ epoch: 6 }), start({ epoch: 4 })], 2],
    ['one for all tries of a want', [start({ attempt: 2 }), start({ attempt: 1, outcome: 'unknown' })], 1],
    ['none that was refused', [start({ outcome: 'refused' })], 0],
    ['one refused at first', [start({ attempt: 2 }), start({ attempt: 1, outcome: 'refused' })], 1],
    ['one whose outcome nobody wrote down', [start({ outcome: null })], 1],
    ['no stop and no wake', [command({ kind: 'stop' }), command({ kind: 'wake' })], 0],
  ])('are %s', (_, commands, expected) => {
    expect(startsMade(commands)).toBe(expected)
  })
})
