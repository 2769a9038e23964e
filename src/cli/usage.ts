/** The command line asks for something that does not exist. Shown without a stack, exit code 64. */
export class UsageError extends Error {
  override name = 'UsageError'
}
