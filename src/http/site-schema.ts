import { z } from 'zod'
import { biddingZoneSchema } from '../prices/zones.ts'
import { countryOfZone } from '../sites/zone-country.ts'
import { contractSchema } from '../tariffs/contract.ts'

const object = 'expected an object'
const municipalityRule = 'expected the four digits a Norwegian municipality has had since 2024-01-01'
const companyRule =
  'expected the id of a grid company, such as noranett: lower-case letters, digits and "-"; null if it is not known'
const referenceRule =
  'expected your own reference to the site, 1 to 128 letters, digits, ".", "_", "~" or "-"; never a metering point or an address'

/** Powers of a home, kW. */
const powerRule = 'expected a power in kW above 0 and up to 1000'
const power = z.number(powerRule).positive(powerRule).max(1000, powerRule)
const powerOrNone = z.number(`${powerRule}, or null for none`).positive(powerRule).max(1000, powerRule)

/** What the retailer knows of a site. Everything may be left out that the postal code tells. */
export const siteRequestSchema = z
  .strictObject(
    {
      reference: z
        .string(referenceRule)
        .regex(/^[A-Za-z0-9._~-]{1,128}$/, referenceRule)
        .optional(),
      biddingZone: z
        .enum(biddingZoneSchema.options, `expected one of: ${biddingZoneSchema.options.join(', ')}`)
        .optional(),
      municipality: z
        .string(municipalityRule)
        .regex(/^\d{4}$/, municipalityRule)
        .optional(),
      gridCompany: z
        .string(companyRule)
        .regex(/^[a-z0-9-]{1,40}$/, companyRule)
        .nullable()
        .optional(),
      contract: contractSchema.optional(),
      billingResolution: z.enum(['PT60M', 'PT15M'], 'expected one of: PT60M, PT15M').optional(),
      isHolidayHome: z.boolean('expected true or false').optional(),
      maxPowerKw: power.optional(),
      gridLimitKw: powerOrNone.nullable().optional(),
      driverLimitKw: powerOrNone.nullable().optional(),
    },
    object,
  )
  .refine(({ biddingZone, municipality }) => isAtHome(biddingZone) || municipality === undefined, {
    path: ['municipality'],
    message: 'expected none with a bidding zone outside Norway',
  })

function isAtHome(biddingZone: z.infer<typeof biddingZoneSchema> | undefined): boolean {
  return biddingZone === undefined || countryOfZone(biddingZone).code === 'NO'
}
