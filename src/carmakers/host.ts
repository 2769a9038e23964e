import type { Region } from './port.ts'
import type { Carmaker, CarmakerName } from './registry.ts'

/** What of a carmaker answers, or fails, by itself: one of its regions, or all of it where it has none. */
export interface Host {
  readonly carmaker: CarmakerName
  /** The region's name; `null` for a brand without regions. */
  readonly region: string | null
}

type Regional = Pick<Carmaker, 'name' | 'regions'>

/** Who serves a driver. @param address of the region that is stored with the connection, known or not */
export function hostOf({ name: carmaker, regions }: Regional, address: string | null): Host {
  return { carmaker, region: regions === undefined ? null : regionAt(regions.all, address).name }
}

/** All of a carmaker. */
export function hostsOf({ name: carmaker, regions }: Regional): readonly Host[] {
  return regions?.all.map(({ name: region }) => ({ carmaker, region })) ?? [{ carmaker, region: null }]
}

function regionAt(all: readonly [Region, ...Region[]], address: string | null): Region {
  return all.find((region) => region.address === address) ?? all[0]
}
