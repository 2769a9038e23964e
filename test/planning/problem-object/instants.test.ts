import { describe, expect, test } from 'vitest'
import { readInstant } from '../../../src/planning/problem-object/instants.ts'
import { diceOf, type Dice } from '../oracle/dice.ts'

const CASES = 20_000

describe('an instant is read as Date.parse reads it', () => {
  test('in its usual form, on any day of any year', () => {
    expect(differences((dice) => usual(dice))).toEqual([])
  })

  test('with one character replaced, left out or doubled', () => {
    expect(differences((dice) => spoiled(dice, usual(dice)))).toEqual([])
  })

  test('in other forms, and where it is none', () => {
    const forms = (dice: Dice): string => {
      const text = usual(dice)
      return dice.pick(
        text.replace('Z', '+02:00'),
        text.replace('Z', '.5Z'),
        text.replace('Z', '.123456Z'),
        `+00${text}`,
        text.toLowerCase(),
        ` ${text}`,
        text.slice(0, 10),
        text.slice(0, dice.whole(0, 24)),
      )
    }
    expect(differences(forms)).toEqual([])
  })

  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2024-02-29T12:00:00.001Z', 1_709_208_000_001],
    ['2026-03-29T01:00:00Z', 1_774_746_000_000],
    ['2026-10-25T01:59:59.999Z', 1_792_893_599_999],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
  ])('%s', (text, milliseconds) => {
    expect(readInstant(text)).toBe(milliseconds)
  })

  test.each(['', 'Z', '2026/01/22T22:15:00Z', '2026-01-22T22.15.00Z', '2026-01-32T00:00:00Z'])(
    'not %s',
    (text) => {
      expect(readInstant(text)).toBe(Date.parse(text))
      expect(readInstant(text)).toBeNaN()
    },
  )
})

test('a reader that takes any separator would be found out', () => {
  const careless = (text: string): number => {
    const [date, time] = [text.slice(0, 10), text.slice(11, 19)]
    return text.length === 20
      ? Date.parse(`${date.replace(/\D/g, '-')}T${time.replace(/\D/g, ':')}Z`)
      : Date.parse(text)
  }
  expect(differences((dice) => spoiled(dice, usual(dice)), careless)).not.toEqual([])
})

/** Texts that two readers read differently. */
function differences(textOf: (dice: Dice) => string, read: (text: string) => number = readInstant): string[] {
  const dice = diceOf('instants')
  const texts = Array.from({ length: CASES }, () => textOf(dice))
  return texts.filter((text) => !Object.is(read(text), Date.parse(text)))
}

/** Some days and times too many, so that every limit is passed now and then. */
function usual(dice: Dice): string {
  const digits = (most: number, length = 2): string => String(dice.whole(0, most)).padStart(length, '0')
  const date = `${dice.chance(0.5) ? '2026' : digits(9999, 4)}-${digits(13)}-${digits(32)}`
  const fraction = dice.chance(0.3) ? `.${digits(999, 3)}` : ''
  return `${date}T${digits(24)}:${digits(60)}:${digits(60)}${fraction}Z`
}

function spoiled(dice: Dice, text: string): string {
  const at = dice.whole(0, text.length - 1)
  const other = dice.pick(
    ' ',
    'x',
    '-',
    ':',
    'T',
    't',
    'z',
    '.',
    '0',
    '9',
    '/',
    '+',
    '٣',
    '',
    text.charAt(at).repeat(2),
  )
  return text.slice(0, at) + other + text.slice(at + 1)
}
