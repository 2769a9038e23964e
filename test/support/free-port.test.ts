import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { freePort } from './free-port.ts'

const RANGE = '/proc/sys/net/ipv4/ip_local_port_range'

describe('a port for a process that is killed and started again', () => {
  test('is not one that the system hands out meanwhile', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort))
    expect(Math.max(...ports)).toBeLessThan(lowestHandedOut())
  })
})

/** On Linux as it is set; by IANA's range (RFC 6335) elsewhere. */
function lowestHandedOut(): number {
  try {
    return Number(readFileSync(RANGE, 'utf8').split(/\s+/)[0])
  } catch {
    return 49_152
  }
}
