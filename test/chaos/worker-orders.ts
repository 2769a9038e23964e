import { z } from 'zod'
import { STEPS } from './dispatch-steps.ts'

/** How a process of the service begins. */
export const beginningSchema = z.object({
  databaseUrl: z.string(),
  simulatorUrl: z.string(),
  /** Each process has a number, and dice of its own. */
  process: z.int(),
  redisUrl: z.string().nullable(),
  clock: z.discriminatedUnion('kind', [
    /** World time stands still and is told with every order. */
    z.object({ kind: z.literal('stepped'), now: z.coerce.date() }),
    /** World time runs as real time does: `real` was `world`. A wrong clock is ahead of that, or behind. */
    z.object({
      kind: z.literal('running'),
      real: z.coerce.date(),
      world: z.coerce.date(),
      aheadSeconds: z.number(),
    }),
  ]),
  /** Between two looks at what is due, in running time. */
  tickSeconds: z.int(),
  stallAt: z.enum(STEPS).nullable(),
  /** Stands still for longer than a lease with the first command that it is about to send. */
  freeze: z.enum(['stopped', 'busy']).nullable(),
  /** Looks whether its clock is the database's. */
  checksClock: z.boolean(),
  /** The planted defect: sends however late it has become. */
  sendsLate: z.boolean(),
})
export type Beginning = z.infer<typeof beginningSchema>

/** What a process in stepped time is told: to look after everything that is due at that instant. */
export const orderSchema = z.object({ now: z.coerce.date() })

/** What a process tells: that it has begun, that work stands still at its step, that all of it is about to freeze, that an order is done. */
export const reportSchema = z.enum(['ready', 'reached', 'freezing', 'done'])
export type WorkerReport = z.infer<typeof reportSchema>
