import type { PermissionWords } from '../brand.ts'

/** What each permission that is asked of Tesla is for, as the consent notice says it. */
export const teslaPermissions: PermissionWords = {
  nb: {
    openid: 'Bekrefter at det er du som gir tillatelsen',
    offline_access: 'Holder tilkoblingen i gang, så du slipper å logge inn på nytt hver natt',
    vehicle_device_data:
      'Leser bilens data. Tillatelsen dekker mer enn vi trenger; vi beholder bare det som står i listen over',
    vehicle_charging_cmds: 'Starter og stopper ladingen. Ladehistorikken henter vi aldri',
  },
  en: {
    openid: 'Confirms that it is you who gives the permission',
    offline_access: 'Keeps the connection going, so that you need not log in again every night',
    vehicle_device_data:
      'Reads the car’s data. The permission covers more than we need; we keep only what is on the list above',
    vehicle_charging_cmds: 'Starts and stops charging. We never fetch the charging history',
  },
}
