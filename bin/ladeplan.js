#!/usr/bin/env node
// Runs the compiled command if there is one, the source otherwise: a clone works without a build.
import { existsSync } from 'node:fs'
import { URL } from 'node:url'

const compiled = new URL('../dist/cli/ladeplan.js', import.meta.url)
if (existsSync(compiled)) {
  await import(compiled.href)
} else {
  const { register } = await import('tsx/esm/api')
  register()
  await import(new URL('../src/cli/ladeplan.ts', import.meta.url).href)
}
