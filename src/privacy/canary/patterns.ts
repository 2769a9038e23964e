import { coordinatePatterns } from './coordinate-patterns.ts'
import type { CanaryInputs, Pattern } from './pattern.ts'
import { secretPatterns } from './secret-patterns.ts'

/**
 * Every form in which the coordinates and secrets are searched for. Coordinates are labelled by their index.
 * @throws RangeError for a coordinate off the globe, and for a coordinate or secret that cannot be told from noise.
 */
export function patternsFor(inputs: CanaryInputs): readonly Pattern[] {
  return [
    ...inputs.coordinates.flatMap((coordinate, index) => coordinatePatterns(coordinate, index)),
    ...inputs.secrets.flatMap((secret) => secretPatterns(secret)),
  ]
}
