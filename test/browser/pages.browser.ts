import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SANDBOX_API_KEY } from '../../src/cli/sandbox/open-sandbox.ts'
import { runSandbox, type RunningSandbox } from '../../src/cli/sandbox/run-sandbox.ts'
import { readConfiguration } from '../../src/cli/configuration.ts'
import { createObservability } from '../../src/observability/observability.ts'

/** Where Debian puts it; CHROMIUM_PATH names another. */
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
/** If set, pictures of every page are left there. */
const PICTURES = process.env['LADEPLAN_PICTURES']

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } } as const
const SCHEMES = ['light', 'dark'] as const
const LANGUAGES = ['nb', 'en'] as const

let browser: Browser
/** What leads on from the plan page. */
const FURTHER_PAGES = [
  ['consent', 'overview'],
  ['why', 'why'],
  ['charge-now', 'charge-now'],
] as const

let sandbox: RunningSandbox
const folder = mkdtempSync(join(tmpdir(), 'ladeplan-browser-'))

beforeAll(async () => {
  const { config } = readConfiguration({ LADEPLAN_DATA_DIRECTORY: folder, LADEPLAN_SANDBOX_SPEED: '1' })
  if (config.mode.kind !== 'sandbox') throw new Error('This is not a sandbox')
  const observability = createObservability({
    level: 'info',
    destination: join(folder, 'service.log'),
    version: 'test',
  })
  sandbox = await runSandbox(
    // Any free ports.
    { ...config, http: { ...config.http, port: 0 }, mode: { ...config.mode, simulatorPort: 0 } },
    observability,
  )
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
})

afterAll(async () => {
  await browser.close()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a driver in a browser', () => {
  it.each([
    ['Tesla', 'siri', /oauth2\/v3\/authorize/],
    ['Smartcar', 'jon', /\/oauth\/authorize/],
  ])(
    'consents, signs in at %s and sees the plan, without a complaint from the browser',
    async (brand, login, signIn) => {
      const { page, complaints } = await openPage('phone', 'light')
      await page.goto(new URL('/?lang=nb', sandbox.publicUrl).href)
      await page
        .locator(`a[href*="login=${login}&"]`)
        .filter({ hasText: `Koble til med ${brand}` })
        .click()
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(brand)
      await expectTidy(page, `consent-${brand}`)
      await page.locator('button[value="accept"]').click()
      await page.waitForURL(signIn)
      await page.locator(`input[value="${login}"]`).check()
      await page.locator('button[value="allow"]').click()
      await page.waitForURL(/\/connected/)
      expect(page.url()).not.toMatch(/code=|state=/)
      await expectTidy(page, `connected-${brand}`)
      await page.getByRole('link', { name: 'Se ladeplanen' }).click()
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/Model|ladeplan/i)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  /** For lower prices, or for the capacity step, as the hours fall. */
  const WAITING = 'Charging starts at'

  it('moves time forward, charges now, takes it back and withdraws', async () => {
    const { page, complaints } = await openPage('desktop', 'light')
    await page.goto(new URL('/?lang=en', sandbox.publicUrl).href)
    for (let quarter = 0; quarter < 8; quarter++) await press(page, '+15 min')
    await page.getByRole('link', { name: 'Charging plan' }).first().click()
    await expectSentence(page, WAITING)
    await press(page, 'Charge now')
    await press(page, '+15 min')
    await expectSentence(page, 'Charging now because you chose “Charge now”')
    await submit(page, 'cancel-charge-now')
    await press(page, '+15 min')
    await expectSentence(page, WAITING)
    await page.locator('a[href*="withdraw"], form[action*="withdraw"] button').first().click()
    await expectTidy(page, 'withdraw')
    await submit(page, 'withdraw')
    await expectTidy(page, 'withdrawn')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe.each(['phone', 'desktop'] as const)('on a %s', (size) => {
  it.each(SCHEMES.flatMap((scheme) => LANGUAGES.map((language) => [scheme, language] as const)))(
    'every page is tidy in %s, %s',
    async (scheme, language) => {
      const { page, complaints } = await openPage(size, scheme)
      await page.goto(new URL(`/?lang=${language}`, sandbox.publicUrl).href)
      await expectTidy(page, `landing-${size}-${scheme}-${language}`, language)
      const plans = page.locator('a.primary[href*="/vehicles/"]')
      const plan = new URL((await plans.last().getAttribute('href')) ?? '', sandbox.publicUrl)
      await page.goto(plan.href)
      await expectTidy(page, `plan-${size}-${scheme}-${language}`, language)
      expect(await page.locator('.prices-spot').isVisible()).toBe(false)
      await page.locator('#prices-spot').check()
      expect(await page.locator('.prices-spot').isVisible()).toBe(true)
      expect(await page.locator('.prices-bill').isVisible()).toBe(false)
      for (const [path, name] of FURTHER_PAGES) {
        await page.goto(new URL(`${plan.pathname}/${path}${plan.search}`, plan).href)
        await expectTidy(page, `${name}-${size}-${scheme}-${language}`, language)
      }
      await page.goto(new URL(`/operations?lang=${language}`, sandbox.publicUrl).href)
      await expectTidy(page, `operations-${size}-${scheme}-${language}`, language)
      await page.goto(new URL(`/vehicles/nobody?lang=${language}`, sandbox.publicUrl).href)
      await expectTidy(page, `problem-${size}-${scheme}-${language}`, language)
      expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([])
      await page.context().close()
    },
  )
})

async function openPage(
  size: keyof typeof SIZES,
  colorScheme: (typeof SCHEMES)[number],
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme,
    locale: 'nb-NO',
    httpCredentials: { username: 'support', password: SANDBOX_API_KEY },
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    // The simulated carmaker has no icon; its pages are not ours.
    const own = message.location().url.startsWith(sandbox.publicUrl.origin)
    if (message.type() === 'error' && own) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints }
}

async function press(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForEvent('framenavigated'), page.getByRole('button', { name }).click()])
  await page.waitForLoadState()
}

async function submit(page: Page, action: string): Promise<void> {
  const button = page.locator(`form[action*="${action}"] button`).last()
  await Promise.all([page.waitForEvent('framenavigated'), button.click()])
  await page.waitForLoadState()
}

async function expectSentence(page: Page, sentence: string): Promise<void> {
  expect(await page.locator('main').innerText()).toContain(sentence)
}

/** Nothing runs out of the window, and the page says which language it is in. */
async function expectTidy(page: Page, name: string, language?: string): Promise<void> {
  await page.waitForLoadState()
  const overflow = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  expect(overflow, `${name} is wider than the window`).toBeLessThanOrEqual(0)
  if (language !== undefined) expect(await page.locator('html').getAttribute('lang')).toBe(language)
  if (PICTURES === undefined) return
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
  // The part that the README shows.
  const clip = { x: 100, y: 110, width: 1080, height: 900 }
  if (/^plan-desktop-.*-en$/.test(name)) {
    await page.screenshot({ path: join(PICTURES, `readme-${name}.png`), fullPage: true, clip })
  }
}
