/**
 * What a Norwegian household used of electricity in a year, kWh: just under 15,700 in 2023 (Statistics Norway, "Hva er gjennomsnittlig
 * strømforbruk i husholdningene?").
 */
const YEARLY_KWH = 15_700

/**
 * The share that heats rooms, which goes by the weather and hardly by the hour: 66 % of a household's energy (NVE, Energibruksrapporten
 * 2012), nearly all of it electricity.
 */
const HEATING_SHARE = 0.66

/**
 * How the rest goes by local hour, 0 to 23, around its mean: the standard load profile H0 of the German association BDEW for households
 * without electric heating, its nine kinds of day weighted by how often they come. As in oemof/demandlib `bdew_data/selp_series.csv` (MIT).
 */
const BY_HOUR = [
  0.61, 0.45, 0.4, 0.38, 0.38, 0.44, 0.72, 1.0, 1.15, 1.22, 1.23, 1.28, 1.39, 1.32, 1.15, 1.04, 1.0, 1.12,
  1.37, 1.55, 1.47, 1.3, 1.15, 0.88,
] as const

const HOURS_PER_YEAR = 8760
const MEAN_KW = YEARLY_KWH / HOURS_PER_YEAR

/**
 * Mean kW that a household of which nothing is known is taken to draw by local hour, 0 to 23, without cars: from 1.4 at night to 2.1 in
 * the evening. An assumption over all seasons and homes; on a cold evening a house draws well more, a flat less.
 */
export const ASSUMED_HOUSEHOLD_KW: readonly number[] = BY_HOUR.map(
  (share) => MEAN_KW * (HEATING_SHARE + (1 - HEATING_SHARE) * share),
)
