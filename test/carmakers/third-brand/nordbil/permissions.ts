import type { PermissionWords } from '../../../../src/carmakers/brand.ts'

/** What each permission that is asked of Nordbil is for, as the consent notice says it. */
export const nordbilPermissions: PermissionWords = {
  nb: {
    'vehicle:read:data': 'Leser ladenivået, og om bilen er koblet til og lader',
    'vehicle:control:charging': 'Starter og stopper ladingen',
    offline_access: 'Holder tilkoblingen i gang, så du slipper å logge inn på nytt hver natt',
  },
  en: {
    'vehicle:read:data': 'Reads the state of charge, and whether the car is plugged in and charging',
    'vehicle:control:charging': 'Starts and stops charging',
    offline_access: 'Keeps the connection going, so that you need not log in again every night',
  },
}
