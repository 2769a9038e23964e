import type { Request } from 'express'
import { NotFoundError } from '../base/errors.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import type { HttpContext } from './dependencies.ts'
import { vehicleAt } from './find.ts'
import { localPath, pageParameters } from './frame.ts'
import { requireOwnForm } from './security.ts'

/**
 * The vehicle of a page that a signed link opens; the link must be for this very vehicle.
 *
 * @throws NotFoundError or ProblemError `link-invalid`, `link-expired`
 */
export async function linkedVehicle({ control, links }: HttpContext, request: Request): Promise<Vehicle> {
  const subject = await links.open(['plan'], pageParameters(request).link)
  const vehicle = await vehicleAt(control.db, request)
  if (subject !== vehicle.id) throw new NotFoundError('vehicle')
  return vehicle
}

/** The same for a form: it must come from our own page, and its address must hold the link. */
export async function formVehicle(context: HttpContext, request: Request): Promise<Vehicle> {
  requireOwnForm(request, context.publicUrl)
  return linkedVehicle(context, request)
}

/** Address of one of a vehicle's pages and forms, with the link and language of the present one. */
export function vehiclePath(
  request: Request,
  vehicle: Vehicle,
  to: { page: string; notice?: Readonly<Record<string, string | undefined>> | undefined },
): string {
  return localPath(`/vehicles/${vehicle.id}${to.page}`, { ...pageParameters(request), ...to.notice })
}
