import { z } from 'zod'

/** How the process that is measured begins. */
export const beginningSchema = z.object({ directory: z.string(), simulatorUrl: z.string() })
export type Beginning = z.infer<typeof beginningSchema>

/** One tick: these vehicles are due at that instant. */
export const orderSchema = z.object({ now: z.coerce.date(), vehicleIds: z.array(z.string()) })
export type Order = z.infer<typeof orderSchema>

/** What the process tells: that it has begun, or what a tick took. */
export const reportSchema = z.object({ seconds: z.number(), lookedAfter: z.number() })
export type TickReport = z.infer<typeof reportSchema>
