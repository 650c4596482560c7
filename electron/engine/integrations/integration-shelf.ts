/// <reference types="vite/types/importMeta.d.ts" />
import { assert } from '../../../shared/assert.ts'
import type { Service } from './define-service.ts'

// Found by suffix, as nodes are, but each loaded by itself: the schemas of fifty services take 60 to 80 ms to make, which
// a run that calls one of them, or none, must not wait for.
const leaves = import.meta.glob<Service>(['./**/*.integration.ts', './protocols/*.protocol.ts'], { import: 'default' })

/** The services, each loaded when it is first needed. */
export type IntegrationShelf = {
  /** Those loaded so far, by id; it fills as more are. All of them stand in the order of their titles. */
  loaded: ReadonlyMap<string, Service>
  /** Loads those of these ids; an id of none is left alone. */
  load(ids: Iterable<string>): Promise<void>
  loadAll(): Promise<void>
}

/** `given` stands in for those that come with Niti; `onLoaded` learns of each change of what is loaded. */
export function createIntegrationShelf(
  onLoaded: (loaded: ReadonlyMap<string, Service>) => void,
  given?: Service[],
): IntegrationShelf {
  const loaded = new Map<string, Service>()
  const loaders = given
    ? new Map(given.map((integration) => [integration.id, async () => integration]))
    : new Map(Object.entries(leaves).map(([file, load]) => [idOfFile(file), load]))
  const loading = new Map<string, Promise<void>>()

  async function loadOne(id: string, load: () => Promise<Service>): Promise<void> {
    const integration = await load()
    assert(integration.id === id, `the integration ${integration.id} stands in a file called ${id}`)
    const known = [...loaded.values(), integration]
    loaded.clear()
    for (const [key, value] of collectIntegrations(known)) loaded.set(key, value)
  }

  async function load(ids: Iterable<string>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => loaders.has(id) && !loaded.has(id))
    if (missing.length === 0) return
    for (const id of missing) {
      const loader = loaders.get(id)
      if (loader && !loading.has(id)) loading.set(id, loadOne(id, loader))
    }
    await Promise.all(missing.map((id) => loading.get(id)))
    onLoaded(loaded)
  }

  return { loaded, load, loadAll: () => load(loaders.keys()) }
}

function idOfFile(file: string): string {
  return file.replace(/^.*\/|\.(integration|protocol)\.ts$/g, '')
}

/** By id, sorted by title. The same id twice is a mistake of ours and throws. */
export function collectIntegrations<S extends Service>(found: S[]): Map<string, S> {
  const byId = new Map<string, S>()
  for (const integration of [...found].sort((a, b) => a.title.localeCompare(b.title, 'en'))) {
    assert(!byId.has(integration.id), `two integrations are called ${integration.id}`)
    byId.set(integration.id, integration)
  }
  return byId
}
