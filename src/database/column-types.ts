import { TypeOverrides, types } from 'pg'

/** `numeric[]`; the client knows no name for it. */
const NUMERIC_ARRAY = 1231

/** `numeric` as number (øre need 4 digits of 15), also in lists; `int8` as number (counts). */
export function columnTypes(): TypeOverrides {
  const overrides = new TypeOverrides()
  overrides.setTypeParser(types.builtins.NUMERIC, Number)
  overrides.setTypeParser(NUMERIC_ARRAY, numbersOf)
  overrides.setTypeParser(types.builtins.INT8, Number)
  return overrides
}

/** A list of one dimension as the server writes it: `{1.5,NULL,-2}`. */
function numbersOf(text: string): (number | null)[] {
  const inside = text.slice(1, -1)
  return inside === '' ? [] : inside.split(',').map((one) => (one === 'NULL' ? null : Number(one)))
}
