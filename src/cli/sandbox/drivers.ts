import { addDays } from '../../base/calendar.ts'
import type { SimulatedCar } from '../../simulator/simulated-car.ts'
import { at, type Night } from './nights.ts'

/** A driver of demo and sandbox, with what the retailer's app would hand over. None of them exists. */
export interface DemoDriver {
  readonly login: string
  readonly driverId: string
  readonly name: string
  readonly fullName: string
  readonly email: string
  readonly street: string
  readonly car: string
  /** What this driver shows. */
  readonly story: { readonly nb: string; readonly en: string }
}

export const DRIVERS: readonly DemoDriver[] = [
  {
    login: 'kari',
    driverId: 'driver-kari',
    name: 'Kari',
    fullName: 'Kari Solbakken Nordvik',
    email: 'kari.solbakken@eksempel.example',
    street: 'Granittveien 417',
    car: 'Model 3, 60 kWh',
    story: { nb: 'Kobler til og tenker ikke mer på det.', en: 'Plugs in and forgets about it.' },
  },
  {
    login: 'ola',
    driverId: 'driver-ola',
    name: 'Ola',
    fullName: 'Ola Tveitane Bruheim',
    email: 'ola.tveitane@eksempel.example',
    street: 'Bjerkelundstien 283',
    car: 'Model Y, 75 kWh',
    story: { nb: 'Bilen sover og må vekkes.', en: 'His car sleeps and has to be woken.' },
  },
  {
    login: 'siri',
    driverId: 'driver-siri',
    name: 'Siri',
    fullName: 'Siri Haugerud Lyngstad',
    email: 'siri.haugerud@eksempel.example',
    street: 'Kaptein Vibes gate 652',
    car: 'Model 3, 60 kWh',
    story: {
      nb: 'Trenger bilen i kveld og trykker «Lad nå».',
      en: 'Needs the car tonight and presses “Charge now”.',
    },
  },
  {
    login: 'jon',
    driverId: 'driver-jon',
    name: 'Jon',
    fullName: 'Jon Eidsvaag Karlberg',
    email: 'jon.eidsvaag@eksempel.example',
    street: 'Tyttebaerkollen 938',
    car: 'Model Y, 75 kWh',
    story: { nb: 'Trekker samtykket om kvelden.', en: 'Withdraws his consent in the evening.' },
  },
]

/** The same drivers' cars, as the simulated carmaker knows them. VINs are made up and pass the format check. */
export function fleetOf(night: Night): readonly SimulatedCar[] {
  const stay = (from: string, until: string) => ({
    stays: [0, 1].map((days) => ({
      pluggedInAt: addDays(at(night, from), days),
      unpluggedAt: addDays(at(night, until, 'morning'), days),
    })),
  })
  const car = { limitPercent: 90, powerKw: 11.04, sleepsAfterMinutes: null, drivesPercent: 35 }
  const model3 = { ...car, model: 'Model 3', capacityKwh: 60, efficiency: 0.91 }
  const modelY = { ...car, model: 'Model Y', capacityKwh: 75, efficiency: 0.9 }
  return [
    {
      ...model3,
      login: 'kari',
      driver: 'Kari',
      vin: 'LRW3E7FS4RC100417',
      socPercent: 34,
      ...stay('16:35', '07:40'),
    },
    {
      ...modelY,
      login: 'ola',
      driver: 'Ola',
      vin: 'XP7YGCEK1RB200283',
      socPercent: 41,
      sleepsAfterMinutes: 20,
      ...stay('17:20', '08:05'),
    },
    {
      ...model3,
      login: 'siri',
      driver: 'Siri',
      vin: 'LRW3E7FS9RC300652',
      socPercent: 28,
      ...stay('18:05', '07:20'),
    },
    {
      ...modelY,
      login: 'jon',
      driver: 'Jon',
      vin: 'XP7YGCEK6RB400938',
      socPercent: 47,
      ...stay('15:50', '07:55'),
    },
  ]
}
