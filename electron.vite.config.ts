import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { brandIcons } from './scripts/brand-icons.ts'

/**
 * What the built program still loads from node_modules: native addons, the sandbox's WebAssembly file, and SDKs that are
 * only loaded when their provider is used. Everything else is bundled, because a cold start that opens hundreds of small
 * files costs more than the engine itself.
 */
const external = [
  'electron',
  'better-sqlite3',
  '@napi-rs/keyring',
  'quickjs-emscripten-core',
  '@jitl/quickjs-ng-wasmfile-release-sync',
  'openai',
  '@google/genai',
  '@anthropic-ai/sdk',
  'sqlite-vec',
  'undici',
]

export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      outDir: 'out/main',
      rollupOptions: {
        external: external.map((name) => new RegExp(`^${name}(/|$)`)),
        input: {
          main: resolve('electron/main/main.ts'),
          engine: resolve('electron/engine/main.ts'),
          cli: resolve('electron/cli/cli.ts'),
          'sandbox-worker': resolve('electron/engine/sandbox/sandbox-worker.ts'),
          'page-worker': resolve('electron/engine/pages/page-worker.ts'),
          'sqlite-worker': resolve('electron/engine/integrations/protocols/sqlite-worker.ts'),
          'backup-worker': resolve('electron/engine/store/backups/backup-worker.ts'),
          'knowledge-worker': resolve('electron/engine/knowledge/read-worker.ts'),
        },
        // Flat, so that a chunk finds `sandbox-worker.js` and the other entries beside itself.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      outDir: 'out/preload',
      rollupOptions: {
        external: ['electron'],
        input: { preload: resolve('electron/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    build: { outDir: 'out/renderer', rollupOptions: { input: { index: resolve('renderer/index.html') } } },
    plugins: [react(), tailwindcss(), brandIcons(resolve('electron/engine/integrations'))],
  },
})
