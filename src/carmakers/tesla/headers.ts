import { bearer } from '../read-body.ts'

/** Every call to the Fleet API declares JSON, also one without a body: otherwise it may be refused (406). */
export function teslaHeaders(accessToken: string): Readonly<Record<string, string>> {
  return { ...bearer(accessToken), 'Content-Type': 'application/json' }
}
