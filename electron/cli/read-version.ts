import { readFileSync } from 'node:fs'

/** Niti's own. package.json stands two folders above, in the source tree as well as beside out/. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { version: string } // our own file
  return version
}
