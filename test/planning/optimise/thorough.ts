/** Some times as many cases where LADEPLAN_THOROUGH is set: minutes instead of seconds. */
export function many(usual: number, times = 3): number {
  return process.env['LADEPLAN_THOROUGH'] === undefined ? usual : usual * times
}
