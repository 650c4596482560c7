/// <reference types="vite/types/importMeta.d.ts" />
import { assert } from '../../../shared/assert.ts'
import type { Integration } from './define-integration.ts'

// Found by suffix, as nodes are: adding a service touches one file.
const leaves = import.meta.glob<Integration>('./**/*.integration.ts', { eager: true, import: 'default' })

/** Every integration by its id, sorted by title. */
export const integrations: ReadonlyMap<string, Integration> = collectIntegrations(Object.values(leaves))

/** The same id twice is a mistake of ours and throws. */
export function collectIntegrations(found: Integration[]): Map<string, Integration> {
  const byId = new Map<string, Integration>()
  for (const integration of [...found].sort((a, b) => a.title.localeCompare(b.title, 'en'))) {
    assert(!byId.has(integration.id), `two integrations are called ${integration.id}`)
    byId.set(integration.id, integration)
  }
  return byId
}
