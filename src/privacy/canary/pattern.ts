/** Degrees, WGS 84. Values with six decimals, as a carmaker sends them, can be told from noise; rounder ones cannot. */
export interface CanaryCoordinate {
  readonly latitude: number
  readonly longitude: number
}

/** Anything else that must be nowhere: a token, a VIN, a name. The label is what a hit shows; it must tell nothing. */
export interface CanarySecret {
  readonly label: string
  readonly value: string
}

/** What a night's sinks are searched for. */
export interface CanaryInputs {
  readonly coordinates: readonly CanaryCoordinate[]
  readonly secrets: readonly CanarySecret[]
}

/** How the characters of a number lie in bytes, for looking at the characters before and after it. */
export type CharacterUnit = 'byte' | 'utf-16le' | 'utf-16be' | 'hex'

/** Where a number must begin and end, so that `63.4215` is not found in `163.4215`. */
export interface NumberEdges {
  readonly unit: CharacterUnit
  readonly separator: '.' | ','
  /** `open`: more digits may follow. `closed`: only zeros may. */
  readonly end: 'open' | 'closed'
}

/** Half of a pair: counts only if the other half, in the same group, begins within 64 bytes. */
export interface PairHalf {
  readonly group: string
  readonly side: 'latitude' | 'longitude'
}

/** One run of bytes to look for. */
export interface Pattern {
  readonly bytes: Uint8Array
  readonly label: string
  readonly encoding: string
  readonly edges?: NumberEdges
  readonly pair?: PairHalf
}
