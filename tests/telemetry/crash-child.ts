import { pathToFileURL } from 'node:url'
import type { createEngine } from '../../electron/engine/engine.ts'
import { createStrictHost } from '../support/strict-host.ts'

/** A process of its own that opens an engine and then fails in a way nobody thought of. */
const [enginePath = '', dataDir = '', what = '', text = ''] = process.argv.slice(2)
const { createEngine: create } = (await import(pathToFileURL(enginePath).href)) as { createEngine: typeof createEngine }
await create({ dataDir, filesDir: dataDir, host: createStrictHost(), env: {} })
// The settings are opened beside the start.
while (process.listenerCount('uncaughtExceptionMonitor') === 0) await new Promise((resolve) => setTimeout(resolve, 20))
if (what === 'reject') void Promise.reject(new TypeError(text))
else {
  setTimeout(() => {
    throw new Error(text)
  })
}
