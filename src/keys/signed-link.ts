import { errors, jwtVerify, SignJWT } from 'jose'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { subKey } from './sub-key.ts'

export interface Link {
  /** The page the link opens; on another page it is worth nothing. */
  readonly page: string
  /** Id of what the page shows. Readable by whoever holds the link: an id of ours, never a name or a VIN. */
  readonly subject: string
  /** World time; the fraction of a second is dropped. */
  readonly expiresAt: Date
}

export interface PresentedLink {
  readonly page: string
  readonly token: string
  readonly now: Date
}

const ALGORITHM = 'HS256'
// A type of its own, so that no other token signed here can ever pass for a link (RFC 8725 §3.11).
const TYPE = 'ladeplan-link+jwt'

/** A token that opens one page for one subject until it expires. It holds no issue time: same link, same token. */
export async function signLink(kek: KeyEncryptionKey, link: Link): Promise<string> {
  return await new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
    .setSubject(link.subject)
    .setAudience(link.page)
    .setExpirationTime(Math.floor(link.expiresAt.getTime() / 1000))
    .sign(subKey(kek, 'link', 'page'))
}

/** The subject of a genuine, unexpired link to this very page; `undefined` for anything else. */
export async function verifyLink(
  kek: KeyEncryptionKey,
  presented: PresentedLink,
): Promise<string | undefined> {
  const subject = await verifiedUnder(kek, presented)
  return subject ?? (kek.second === undefined ? undefined : verifiedUnder(kek.second, presented))
}

async function verifiedUnder(kek: KeyEncryptionKey, presented: PresentedLink): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(presented.token, subKey(kek, 'link', 'page'), {
      algorithms: [ALGORITHM],
      typ: TYPE,
      audience: presented.page,
      currentDate: presented.now,
      requiredClaims: ['sub', 'exp'],
    })
    return payload.sub
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
