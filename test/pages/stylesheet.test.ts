import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../../src/pages/assets/ladeplan.css', import.meta.url), 'utf8')

function colours(rules: string): Map<string, string> {
  return new Map(
    [...rules.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]),
  )
}

const [light = '', dark = ''] = [...css.matchAll(/:root \{([^}]*)\}/g)].map((match) => match[1] ?? '')
const themes = { light: colours(light), dark: new Map([...colours(light), ...colours(dark)]) }

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const TEXT = [
  ['--text', '--surface'],
  ['--text', '--ground'],
  ['--quiet', '--surface'],
  ['--quiet', '--ground'],
  ['--link', '--surface'],
  ['--link', '--ground'],
  ['--on-accent', '--accent'],
  ['--on-accent', '--accent-hover'],
  ['--link', '--note'],
  ['--text', '--note'],
  ['--text', '--warning'],
  ['--fault', '--surface'],
  ['--met', '--surface'],
  ['--on-banner', '--banner'],
] as const
const GRAPHICS = [
  '--bar',
  '--bar-hatch',
  '--planned',
  '--ready-by',
  '--soc',
  '--met',
  '--accent',
  '--line-strong',
] as const

describe.each(['light', 'dark'] as const)('colours of the %s theme', (theme) => {
  const colour = (name: string): string => themes[theme].get(name) ?? 'missing'

  test.each(TEXT)('%s can be read on %s', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5)
  })

  test.each(GRAPHICS)('%s stands out from the card', (name) => {
    expect(contrast(colour(name), colour('--surface'))).toBeGreaterThanOrEqual(3)
  })
})

describe('the measure of contrast', () => {
  test('agrees with known figures', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#0072b2', '#ffffff')).toBeCloseTo(5.19, 2)
    expect(contrast('#e69f00', '#ffffff')).toBeLessThan(3)
  })
})

test('the stylesheet loads nothing from anywhere', () => {
  expect(css).not.toMatch(/url\(|@import/)
})
