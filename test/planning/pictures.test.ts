import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { PICTURES_FOLDER, plannerPictures } from '../../scripts/planner-pictures.ts'

const pictures = plannerPictures()

describe('the pictures of the planner', () => {
  test.each([...pictures.keys()])('%s is up to date (npx tsx scripts/write-planner-pictures.ts)', (name) => {
    expect(readFileSync(join(PICTURES_FOLDER, name), 'utf8')).toBe(pictures.get(name))
  })

  it('are all drawn by the script, and shown on the page', () => {
    const kept = readdirSync(PICTURES_FOLDER).filter((name) => name.startsWith('planner-'))
    const page = readFileSync('docs/explanation/planner.md', 'utf8')
    const shown = [...page.matchAll(/\]\(\.\.\/images\/(planner-[\w-]+\.svg)\)/g)].map((match) => match[1])
    expect(kept.toSorted()).toEqual([...pictures.keys()].toSorted())
    expect(shown.toSorted()).toEqual([...pictures.keys()].toSorted())
  })

  it('have something in them: bars, charging and text without a broken number', () => {
    expect(pictures.size).toBeGreaterThan(3)
    for (const svg of pictures.values()) {
      expect(svg).toContain('class="power"')
      expect(svg).not.toMatch(/NaN|Infinity|undefined/)
    }
  })
})
