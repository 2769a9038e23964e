import type { Express } from 'express'
import { z } from 'zod'

const layersSchema = z.array(
  z.object({ route: z.object({ path: z.string(), methods: z.record(z.string(), z.boolean()) }).optional() }),
)

/** All routes of an app, as its router has them. */
export function routesOf(app: Express): { path: string; methods: string[] }[] {
  const layers = layersSchema.parse(Reflect.get(app.router, 'stack'))
  return layers.flatMap((layer) => {
    if (layer.route === undefined) return []
    const methods = Object.keys(layer.route.methods).filter((method) => method !== '_all')
    return [{ path: layer.route.path, methods: methods.map((method) => method.toUpperCase()) }]
  })
}
