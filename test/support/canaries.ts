import { seededRandomness } from '../../src/base/random.ts'
import type { CanaryInputs } from '../../src/privacy/canary/pattern.ts'

/** Canaries with every trap of their kind: carries, signs, marks that are escaped, a token longer than one piece. */
export const canaries: CanaryInputs = {
  coordinates: [
    { latitude: 63.421528, longitude: 10.395167 },
    { latitude: 59.913996, longitude: 5.322183 },
    { latitude: 69.649995, longitude: 18.999957 },
    { latitude: -33.868821, longitude: -70.648273 },
    // Ten-millionths 0x25cdcd25: the same bytes in both orders.
    { latitude: 63.4244389, longitude: 8.1234567 },
  ],
  secrets: [
    { label: 'name', value: "Åse O'Brien & Sønn" },
    { label: 'e-mail', value: 'Ase.Obrien+lading@example.no' },
    { label: 'VIN', value: 'LRW3E7EK7NC000001' },
    { label: 'token', value: seededRandomness('token').bytes(400).toString('base64url') },
  ],
}

/** Pseudo-random bytes to plant among. */
export const noise = seededRandomness('noise').bytes(4096)
