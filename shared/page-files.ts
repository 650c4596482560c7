const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  woff: 'font/woff',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
}

/**
 * The file of the built page an address means, as a path below the page's folder (`/` is `index.html`), with its type;
 * null for anything that is not plainly a file below it. Only a narrow alphabet passes, so there is nothing left to
 * decode twice, no dot-dot, no drive, no hidden file and no other separator. `pathname` is as in a URL, still encoded.
 */
export function findPageFile(pathname: string): { path: string; type: string } | null {
  const path = pathname === '/' ? 'index.html' : pathname.slice(1)
  if (!pathname.startsWith('/') || path.length > 300) return null
  const segments = path.split('/')
  if (!segments.every((segment) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(segment) && !segment.includes('..')))
    return null
  const type = types[path.slice(path.lastIndexOf('.') + 1)]
  return type === undefined ? null : { path, type }
}

/** Built assets carry a hash of their content in their names and may be kept for ever; the rest is asked for anew. */
export function cacheControl(path: string): string {
  return path.startsWith('assets/') ? 'private, max-age=31536000, immutable' : 'no-cache'
}
