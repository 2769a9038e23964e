import type { Language } from '../texts/language.ts'

/** One of the sandbox's drivers, with what a retailer's app would hand over. */
export interface SandboxDriver {
  /** What the driver picks on the simulated carmaker's page. */
  readonly login: string
  readonly driverId: string
  readonly name: string
  readonly car: string
  readonly email: string
  readonly postalCode: string
  /** What is worth seeing about this one. */
  readonly story: Readonly<Record<Language, string>>
}

/** How far the sandbox's time may be moved at once. */
export const SANDBOX_TARGETS = ['quarter-hour', 'price-release', 'ready-by'] as const
export type SandboxTarget = (typeof SANDBOX_TARGETS)[number]

/** Time and cast of the sandbox. There is none in server mode. */
export interface Sandbox {
  readonly drivers: readonly SandboxDriver[]
  /** World time per real time. */
  readonly speed: number
  /** Whether drivers come back to an app that confirms, as in production; otherwise the browser stands for its session. */
  readonly hasApp: boolean
  /** End of the shipped prices: world time stops there. */
  readonly endsAt: Date
  advance(target: SandboxTarget): Promise<void>
  /** Back to the first evening, with nobody connected. */
  restart(): Promise<void>
}
