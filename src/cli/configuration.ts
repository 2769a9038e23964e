import { BRANDS } from '../carmakers/registry.ts'
import { readConfig } from '../config/config.ts'
import type { Environment, ReadTextFile } from '../config/settings.ts'

/**
 * The configuration with the variables of every brand in the registry.
 *
 * @throws ConfigError naming every fault at once
 */
export function readConfiguration(
  environment: Environment,
  readTextFile?: ReadTextFile,
): ReturnType<typeof readConfig> {
  return readConfig(environment, BRANDS, readTextFile)
}
