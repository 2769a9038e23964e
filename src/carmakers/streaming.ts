/**
 * Whether a car streams its charge state to us. `needs_pairing`: the driver has a step left, at the carmaker.
 * `unsupported`: the car, or the software in it, cannot. `too_many_apps`: it streams to as many others as it may.
 */
export const STREAMINGS = ['yes', 'needs_pairing', 'unsupported', 'too_many_apps'] as const
export type Streaming = (typeof STREAMINGS)[number]
