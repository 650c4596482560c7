import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

type Where = { moduleUrl: string; resourcesPath: string | undefined; exists?: (path: string) => boolean }

/**
 * The folder of templates and examples that came with the program. It stands two folders above this file both in the
 * source tree and in out/main; in a packaged app it may lie beside the archive instead.
 */
export function findResourcesDir({ moduleUrl, resourcesPath, exists = existsSync }: Where): string {
  const beside = fileURLToPath(new URL('../../resources', moduleUrl))
  const candidates = [beside, ...(resourcesPath ? [join(resourcesPath, 'resources'), resourcesPath] : [])]
  const found = candidates.find((folder) => exists(join(folder, 'examples')))
  if (!found) throw new Error(`The resources that belong to Niti are in none of: ${candidates.join(', ')}`)
  return found
}
