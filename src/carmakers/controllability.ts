/**
 * Whether a car would obey a command; being connected is not enough. `needs_pairing`: the driver has a step left, at the
 * carmaker. `no`: the carmaker does not let us command this car.
 */
export const CONTROLLABILITIES = ['yes', 'needs_pairing', 'no'] as const
export type Controllability = (typeof CONTROLLABILITIES)[number]
