import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { failed, type Outcome, refused } from './outcome.ts'
import { breaksOff, drips, hangsUp, inTenMinutes, type Reply, says, silence } from './server.ts'

export type Case = readonly [name: string, reply: Reply, outcome: Outcome]

/**
 * What can go wrong on the way, whatever is asked for: statuses, packing, size, time.
 *
 * @param whole a body that is right, and what comes of it
 */
export function transportCases(whole: string, right: Outcome): readonly Case[] {
  const packed = gzipSync(whole)
  const gzip = { 'content-encoding': 'gzip' }
  return [
    ['packed with gzip', says(200, packed, gzip), right],
    ['packed with deflate', says(200, deflateSync(whole), { 'content-encoding': 'deflate' }), right],
    ['packed with brotli', says(200, brotliCompressSync(whole), { 'content-encoding': 'br' }), right],
    ['labelled as another type', says(200, whole, { 'content-type': 'image/png' }), right],
    ['gzip cut in half', says(200, packed.subarray(0, packed.length / 2), gzip), refused('unreadable')],
    ['gzip with a wrong byte', says(200, spoiled(packed), gzip), refused('broken-off')],
    ['text that says it is gzip', says(200, whole, gzip), refused('broken-off')],
    ['text that says it is brotli', says(200, whole, { 'content-encoding': 'br' }), refused('broken-off')],
    ['a bomb of zeros', says(200, gzipSync(Buffer.alloc(50_000_000)), gzip), refused('broken-off')],
    ['larger than a day', says(200, whole + ' '.repeat(1_200_000)), refused('broken-off')],
    ['half of what was announced', breaksOff(whole, 'counted'), refused('broken-off')],
    ['chunks that end early', breaksOff(whole, 'chunked'), refused('broken-off')],
    ['packed in a way nobody knows', says(200, packed, { 'content-encoding': 'x' }), refused('unreadable')],
    ['an archive', says(200, Buffer.from('PK\u0003\u0004archive')), refused('unreadable')],
    ['a page', says(200, '<!doctype html><html><body>Maintenance</body></html>'), refused('unreadable')],
    ['nothing at all', says(200), refused('unreadable')],
    ['in UTF-16', says(200, Buffer.from(whole, 'utf16le')), refused('unreadable')],
    ['a quarter of it', says(200, whole.slice(0, whole.length / 4)), refused('unreadable')],
    ['all but its last character', says(200, whole.trimEnd().slice(0, -1)), refused('unreadable')],
    ['itself twice', says(200, whole + whole), refused('unreadable')],
    ['silence', silence, failed('timeout')],
    ['a drip', drips, failed('timeout')],
    ['a connection that is cut', hangsUp, failed('unreachable')],
    ['204', says(204), failed('refused')],
    ...[301, 302, 303, 307, 308].map((status): Case => {
      const elsewhere = says(status, '', { location: '/elsewhere' })
      return [`a redirect, ${String(status)}`, elsewhere, failed('refused')]
    }),
    ...[400, 405, 410, 418].map((status): Case => [
      String(status),
      says(status, '<h1>No</h1>'),
      failed('refused'),
    ]),
    ...[500, 502, 503, 504].map((status): Case => [
      String(status),
      says(status, 'Scheduled maintenance is currently underway'),
      failed('unavailable'),
    ]),
    ['503 for two minutes', says(503, '', { 'retry-after': '120' }), failed('unavailable', 120)],
    ['503 until a date', says(503, '', inTenMinutes()), failed('unavailable', 600)],
    ['429 for two minutes', says(429, '', { 'retry-after': '120' }), failed('rate-limited', 120)],
    ['429 until a date', says(429, '', inTenMinutes()), failed('rate-limited', 600)],
  ]
}

function spoiled(packed: Buffer): Buffer {
  const bytes = Buffer.from(packed)
  bytes.fill(0xff, 20, 40)
  return bytes
}
