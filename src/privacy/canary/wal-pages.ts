/** PostgreSQL writes its write-ahead log in pages of this many bytes (XLOG_BLCKSZ) … */
const PAGE_BYTES = 8_192
/** … each with a header, longer on the first page of a file (XLogPageHeaderData, XLogLongPageHeaderData). */
const HEADER_BYTES = 24
const FIRST_HEADER_BYTES = 40

/** Where a byte of {@link withoutPageHeaders} stood in the file. */
export function offsetInFile(joined: number): number {
  const first = PAGE_BYTES - FIRST_HEADER_BYTES
  if (joined < first) return joined + FIRST_HEADER_BYTES
  const body = PAGE_BYTES - HEADER_BYTES
  const page = 1 + Math.floor((joined - first) / body)
  return page * PAGE_BYTES + HEADER_BYTES + ((joined - first) % body)
}

/** Whether a path in a database folder names a file of the write-ahead log. */
export function isWalFile(path: string): boolean {
  return /(?:^|\/)pg_wal\/[0-9A-F]{24}$/.test(path)
}

/**
 * A file of the write-ahead log without its page headers. A record that does not fit on a page goes on behind the header
 * of the next one, so a value in it stands in two pieces and no search of the raw bytes finds it.
 */
export function withoutPageHeaders(segment: Uint8Array): Buffer {
  const pages: Uint8Array[] = []
  for (let start = 0; start < segment.length; start += PAGE_BYTES) {
    const header = start === 0 ? FIRST_HEADER_BYTES : HEADER_BYTES
    pages.push(segment.subarray(start + header, start + PAGE_BYTES))
  }
  return Buffer.concat(pages)
}
