import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import type { createEngine } from '../../electron/engine/engine.ts'

type EngineModule = { createEngine: typeof createEngine }

/**
 * The engine bundled as it ships, as a module of its own: what is measured is the built program, not source that a test
 * runner transforms.
 */
export async function loadEngine(root: string, outDir = `${root}/out/bench`): Promise<EngineModule & { path: string }> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: ['zod', /^@orpc\//] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: {
          engine: `${root}/electron/engine/engine.ts`,
          'sandbox-worker': `${root}/electron/engine/sandbox/sandbox-worker.ts`,
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  })
  const path = `${outDir}/engine.js`
  return { ...(await import(pathToFileURL(path).href)), path }
}
