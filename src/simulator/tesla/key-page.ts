import { z } from 'zod'
import type { Answer } from '../answer.ts'
import type { World } from '../world.ts'
import { pairKeys } from './pairing.ts'

/** The carmaker's page on which a driver lets an application command their cars. */
export function showKeyPage(world: World, action: string): Answer {
  const drivers = new Map(world.state.fleet.members.map(({ car }) => [car.spec.login, car.spec.driver]))
  const choices = [...drivers].map(
    ([login, driver]) => `<p><button name="login" value="${escaped(login)}">${escaped(driver)}</button></p>`,
  )
  return page(`<p>Who are you? All your cars get the key.</p>
<form method="post" action="${escaped(action)}">${choices.join('')}</form>`)
}

/** The driver's tap. */
export function addKey(world: World, form: unknown): Answer {
  const tapped = z.object({ login: z.string() }).safeParse(form)
  if (!tapped.success || world.state.fleet.of(tapped.data.login).length === 0) {
    return { ...page('<p>Nobody signs in by that name.</p>'), status: 400 }
  }
  pairKeys(world, tapped.data.login)
  return page('<p>The key is added. Go back to the app.</p>')
}

function page(content: string): Extract<Answer, { kind: 'html' }> {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Add key · simulated carmaker</title></head>
<body><p role="note">Simulated carmaker: no real car, account or company stands behind this page.</p>
<main><h1>Add a key to your cars</h1>${content}</main></body></html>`
  return { kind: 'html', status: 200, html }
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
