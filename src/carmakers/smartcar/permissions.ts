import type { PermissionWords } from '../brand.ts'

/** What each permission that is asked of Smartcar is for, as the consent notice says it. */
export const smartcarPermissions: PermissionWords = {
  nb: {
    read_vin: 'Leser understellsnummeret, for å kjenne igjen bilen',
    read_battery: 'Leser ladenivået og hvor stort batteriet er',
    read_charge: 'Leser om bilen er koblet til og lader, og ladegrensen du har satt',
    control_charge: 'Starter og stopper ladingen',
  },
  en: {
    read_vin: 'Reads the vehicle identification number, to recognise the car',
    read_battery: 'Reads the state of charge and how large the battery is',
    read_charge: 'Reads whether the car is plugged in and charging, and the charge limit you set',
    control_charge: 'Starts and stops charging',
  },
}
