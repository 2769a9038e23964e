import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below what systems hand out by themselves: from 32,768 on Linux, from 49,152 elsewhere. */
const LOWEST = 15_000
const HIGHEST = 32_000

/**
 * A port of 127.0.0.1 that nobody listens on at this moment, and that no connection or server gets by chance: whoever is killed
 * and started again finds it free.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
