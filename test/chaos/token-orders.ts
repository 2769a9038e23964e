import { z } from 'zod'
import { CARMAKERS } from '../../src/carmakers/registry.ts'

/** Where a process dies in the middle of renewing a token. The carmaker has acted from `after-send` on. */
export const KILL_POINTS = [
  'before-send',
  'after-send',
  'after-answer',
  'before-commit',
  'after-commit',
] as const
export type KillPoint = (typeof KILL_POINTS)[number]

/** Where a process dies when a driver comes back from the carmaker: nothing is stored of what the code was exchanged for, or not confirmed. */
export const CONNECT_KILL_POINTS = ['after-code', 'before-hold', 'after-hold'] as const
export type ConnectKillPoint = (typeof CONNECT_KILL_POINTS)[number]

/** What a process of the service is told to do, all of it at once. */
export const orderSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('call'),
    /** World time. */
    now: z.coerce.date(),
    connectionId: z.string(),
    times: z.int().positive(),
  }),
  z.object({
    kind: z.literal('callback'),
    /** A Tesla's, if left out. */
    carmaker: z.enum(CARMAKERS).optional(),
    parameters: z.string(),
    binding: z.string(),
    times: z.int().positive(),
  }),
])
export type Order = z.infer<typeof orderSchema>

export const answerSchema = z.object({
  succeeded: z.int(),
  /** Of each attempt that failed, the name or code of its error. */
  failed: z.array(z.string()),
})
export type Answer = z.infer<typeof answerSchema>

/** How a process begins. */
export const beginningSchema = z.object({
  databaseUrl: z.string(),
  simulatorUrl: z.string(),
  doorUrl: z.string(),
  /** Each process has a number, and dice of its own. */
  process: z.int(),
  /** World time and process time at the beginning. */
  now: z.coerce.date(),
  processNow: z.coerce.date(),
  /** The planted defect: renews without asking whether another process does. */
  withoutLease: z.boolean(),
  dieAt: z.enum([...KILL_POINTS, ...CONNECT_KILL_POINTS]).nullable(),
})
export type Beginning = z.infer<typeof beginningSchema>
