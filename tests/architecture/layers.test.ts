import { describe, expect, test } from 'vitest'
import { layers } from '../../layers.ts'
import { checkCycles } from './check-cycles.ts'
import { checkLayers } from './check-layers.ts'
import { projectRoot } from './project-root.ts'
import { readTree, type Tree } from './source-tree.ts'

const ours = readTree(projectRoot, ['shared', 'electron', 'renderer'])
// Who says which version this is reads it there.
ours.set('package.json', '')

test('every import of the house is one the table allows', () => {
  expect(ours.size).toBeGreaterThan(0)
  expect(checkLayers(ours, layers)).toEqual([])
})

test('the house has no import cycle', () => {
  expect(checkCycles(ours)).toEqual([])
})

/** What the check says of one file that says one thing, in a house that has the usual files. */
function complaintsOf(file: string, source: string): string[] {
  const tree: Tree = new Map([
    ['shared/money.ts', ''],
    ['electron/engine/engine.ts', ''],
    ['electron/engine/main.ts', ''],
    ['electron/engine/run/schedule.ts', ''],
    ['electron/engine/http/http.ts', ''],
    ['electron/engine/store/runs.store.ts', ''],
    ['electron/engine/nodes/define-node.ts', ''],
    ['electron/engine/nodes/registry.ts', ''],
    ['electron/engine/nodes/merge.node.ts', ''],
    ['electron/engine/integrations/define-integration.ts', ''],
    ['electron/engine/models/define-provider.ts', ''],
    ['electron/main/window.ts', ''],
    ['renderer/state/run-store.ts', ''],
    ['renderer/canvas/canvas.tsx', ''],
    ['renderer/runs/runs.tsx', ''],
    ['renderer/app.tsx', ''],
  ])
  tree.set(file, source)
  return checkLayers(tree, layers)
}

describe('the check complains about', () => {
  test.each([
    ['shared', 'the engine', 'shared/run/view.ts', "import '../../electron/engine/engine.ts'"],
    ['shared', 'a package', 'shared/run/view.ts', "import { x } from 'zustand'"],
    ['shared', 'Node', 'shared/run/view.ts', "import { join } from 'node:path'"],
    ['shared', 'Node by its bare name', 'shared/run/view.ts', "import { join } from 'path'"],
    ['the page', 'the engine', 'renderer/app.tsx', "import { x } from '../electron/engine/engine.ts'"],
    ['the page', 'a type of the engine', 'renderer/app.tsx', "import type { X } from '../electron/engine/engine.ts'"],
    ['the page', 'a type in passing', 'renderer/app.tsx', "type X = import('../electron/engine/engine.ts').X"],
    ['the page', 'Electron', 'renderer/app.tsx', "import { ipcRenderer } from 'electron'"],
    ['the page', 'Node', 'renderer/link/client.ts', "import fs from 'node:fs'"],
    ['a screen', 'another screen', 'renderer/canvas/x.tsx', "import { Runs } from '../runs/runs.tsx'"],
    ['a screen', 'another screen, late', 'renderer/canvas/x.tsx', "const a = import('../runs/runs.tsx')"],
    ['the state', 'a screen', 'renderer/state/x.ts', "import { Runs } from '../runs/runs.tsx'"],
    ['the engine', 'Electron', 'electron/engine/run/x.ts', "import { app } from 'electron'"],
    ['the engine', 'Electron, late', 'electron/engine/run/x.ts', "await import('electron')"],
    ['the engine', 'a part of Electron', 'electron/engine/run/x.ts', "import x from 'electron/main'"],
    ['the engine', 'the main process', 'electron/engine/run/x.ts', "export { x } from '../../main/window.ts'"],
    ['the main process', 'the engine', 'electron/main/x.ts', "import '../engine/engine.ts'"],
    [
      'the main process',
      'the engine by its source',
      'electron/main/x.ts',
      "new URL('../engine/main.ts', import.meta.url)",
    ],
    ['the command line', 'a part of the engine', 'electron/cli/x.ts', "import '../engine/run/schedule.ts'"],
    ['the command line', 'Electron', 'electron/cli/x.ts', "import 'electron'"],
    ['the preload', 'a package', 'electron/preload/x.ts', "import { z } from 'zod'"],
    ['the preload', 'the main process', 'electron/preload/x.ts', "import '../main/window.ts'"],
    ['a node', 'the house', 'electron/engine/nodes/x.node.ts', "import '../http/http.ts'"],
    ['a node', 'its registry', 'electron/engine/nodes/x.node.ts', "import type { R } from './registry.ts'"],
    ['a node', 'another node', 'electron/engine/nodes/x.node.ts', "import './merge.node.ts'"],
    ['a node', 'Node', 'electron/engine/nodes/x.node.ts', "import { readFile } from 'node:fs/promises'"],
    ['a node', 'a package', 'electron/engine/nodes/x.node.ts', "import { fetch } from 'undici'"],
    ['a node', 'a package by require', 'electron/engine/nodes/x.node.ts', "const x = require('undici')"],
    ['an integration', 'a vendor', 'electron/engine/integrations/x.integration.ts', "import OpenAI from 'openai'"],
    ['a provider', 'the store', 'electron/engine/models/x.provider.ts', "import '../store/runs.store.ts'"],
    ['a provider', 'a package', 'electron/engine/models/x.provider.ts', "import { fetch } from 'undici'"],
    ['the store', 'the engine', 'electron/engine/store/x.store.ts', "import '../run/schedule.ts'"],
    ['the store', 'a package', 'electron/engine/store/x.store.ts', "import x from 'p-queue'"],
    ['http', 'the store', 'electron/engine/http/x.ts', "import '../store/runs.store.ts'"],
    ['http', 'a package', 'electron/engine/http/x.ts', "import Database from 'better-sqlite3'"],
    ['a pattern', 'what is closed', 'electron/engine/http/x.ts', "import.meta.glob('../nodes/*.node.ts')"],
    ['a list of patterns', 'what is closed', 'renderer/state/x.ts', "import.meta.glob(['../runs/*.tsx'])"],
    ['anyone', 'what is not there', 'renderer/app.tsx', "import './gone.tsx'"],
    ['anyone', 'something computed', 'renderer/app.tsx', 'import(name)'],
    ['anyone', 'a computed pattern', 'renderer/app.tsx', 'import.meta.glob(name)'],
  ])('%s importing %s', (_who, _what, file, source) => {
    expect(complaintsOf(file, source)).toEqual([expect.stringContaining(`${file}:1 imports`)])
  })

  test('a file that belongs to no row', () => {
    expect(complaintsOf('electron/other/x.ts', '')).toEqual(['electron/other/x.ts belongs to no row of layers.ts'])
  })
})

describe('the check lets pass', () => {
  test.each([
    ['shared/run/view.ts', "import { z } from 'zod'; import { oc } from '@orpc/contract'; import '../money.ts'"],
    [
      'electron/engine/nodes/x.node.ts',
      "import { z } from 'zod'; import './define-node.ts'; import '../../../shared/money.ts'",
    ],
    ['electron/engine/nodes/registry.ts', "import.meta.glob('./*.node.ts', { eager: true })"],
    ['electron/engine/models/x.provider.ts', "import OpenAI from 'openai'; import './define-provider.ts'"],
    ['electron/engine/store/x.store.ts', "import Database from 'better-sqlite3'; import 'node:fs'"],
    ['electron/main/x.ts', "import { app } from 'electron'; new URL('./engine.js', import.meta.url)"],
    ['electron/cli/x.ts', "import '../engine/engine.ts'; import { Command } from 'commander'"],
    [
      'renderer/canvas/x.tsx',
      "import './canvas.tsx'; import '../state/run-store.ts'; import icon from './canvas.tsx?raw'",
    ],
    ['electron/engine/run/x.ts', 'new Worker(new URL(workerFile, import.meta.url))'],
    ['renderer/app.tsx', "import('./runs/runs.tsx'); import './canvas/canvas.tsx'"],
    ['renderer/app.tsx', "// import '../electron/engine/engine.ts'\nconst text = \"import 'electron'\""],
  ])('%s saying %s', (file, source) => {
    expect(complaintsOf(file, source)).toEqual([])
  })
})

describe('a cycle', () => {
  test('is found over several files, and through a type', () => {
    const tree: Tree = new Map([
      ['shared/a.ts', "import './b.ts'"],
      ['shared/b.ts', "import type { C } from './c.ts'"],
      ['shared/c.ts', "export * from './a.ts'"],
      ['shared/d.ts', "import './a.ts'"],
    ])
    expect(checkCycles(tree)).toEqual(['shared/a.ts -> shared/b.ts -> shared/c.ts -> shared/a.ts'])
  })

  test('is found when a registry globs a file that imports it', () => {
    const tree: Tree = new Map([
      ['x/registry.ts', "import.meta.glob('./*.node.ts')"],
      ['x/a.node.ts', "import './registry.ts'"],
    ])
    expect(checkCycles(tree)).toEqual(['x/registry.ts -> x/a.node.ts -> x/registry.ts'])
  })

  test('is not made by two ways to one file, nor by a worker that is started by name', () => {
    const tree: Tree = new Map([
      ['a.ts', "import './b.ts'; import './c.ts'"],
      ['b.ts', "import './c.ts'"],
      ['c.ts', "new Worker(new URL('./a.ts', import.meta.url))"],
    ])
    expect(checkCycles(tree)).toEqual([])
  })
})
