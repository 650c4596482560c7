/** One row of the layer rule: which files it is about, and what those may import. */
export type Layer = {
  name: string
  /**
   * Patterns of the files: `*` stands for one name, `**` for any path. The first row that matches a file is its row, so
   * the narrow rows stand above the wide ones. In `imports`, `$1` is what the first `*` of the matching pattern stood for.
   */
  files: string[]
  /** Patterns of our own files it may import. Types count as well. */
  imports: string[]
  /** Packages it may import; `any` leaves the choice to the code. */
  packages: string[] | 'any'
  /** Packages it may not import, where the choice is free. */
  never?: string[]
  /** Whether it may import what Node brings along. */
  node: boolean
}

/** The official SDK a provider may speak through, by the name of its file. */
const vendorSdks = ['openai', '@google/genai', '@anthropic-ai/sdk']

/** What protocols are spoken with; each is loaded when it is first used. */
const drivers = ['nodemailer', 'imapflow', 'mailparser', 'feedsmith', 'pg', 'ioredis']

/** What every screen may use; the rest of the page it meets only in app.tsx. */
const screensShare = [
  'renderer/link/**',
  'renderer/state/**',
  'renderer/ui/**',
  'renderer/parts/**',
  'renderer/text/**',
  'renderer/text.ts',
]

/**
 * THE table: which folder may import which. Checked by tests/architecture.
 *
 * The point of the leaf rows: a leaf cannot fetch, log, open a file or see a token except through the context it is
 * handed. That is what makes the fifty-first integration as safe as the first.
 */
export const layers: Layer[] = [
  { name: 'shared', files: ['shared/**'], imports: ['shared/**'], packages: ['zod', '@orpc/contract'], node: false },

  {
    name: 'node leaf',
    files: ['electron/engine/nodes/**/*.node.ts'],
    imports: ['electron/engine/nodes/define-node.ts', 'shared/**'],
    // papaparse: the CSV leaves read and write through it; it touches nothing but text.
    packages: ['zod', 'papaparse'],
    node: false,
  },
  {
    name: 'integration leaf',
    files: ['electron/engine/integrations/**/*.integration.ts'],
    imports: ['electron/engine/integrations/define-*.ts', 'shared/**'],
    packages: ['zod'],
    node: false,
  },
  {
    name: 'protocol leaf',
    files: ['electron/engine/integrations/protocols/*.protocol.ts'],
    imports: [
      'electron/engine/integrations/define-*.ts',
      'electron/engine/integrations/protocols/server-fields.ts',
      'electron/engine/integrations/protocols/$1-*.ts',
      'shared/**',
    ],
    packages: ['zod', ...drivers],
    node: false,
  },
  // What a protocol's leaf does not say in one file, beside it and called after it.
  {
    name: 'protocol part',
    files: ['electron/engine/integrations/protocols/*'],
    imports: ['electron/engine/integrations/define-*.ts', 'electron/engine/integrations/protocols/*', 'shared/**'],
    packages: [...drivers, 'better-sqlite3'],
    node: true,
  },
  {
    name: 'provider leaf',
    files: ['electron/engine/models/*.provider.ts'],
    imports: [
      'electron/engine/models/define-*.ts',
      'electron/engine/models/read-event-stream.ts',
      'electron/engine/models/$1-*.ts',
      'shared/**',
    ],
    packages: ['zod', ...vendorSdks],
    node: false,
  },
  // What a provider's leaf does not say in one file, beside it and called after it: how a vendor writes things, as pure functions.
  {
    name: 'provider part',
    files: ['openai', 'gemini', 'anthropic', 'demo'].map((vendor) => `electron/engine/models/${vendor}-*.ts`),
    imports: ['electron/engine/models/**', 'shared/**'],
    packages: vendorSdks,
    node: false,
  },
  {
    name: 'store',
    files: ['electron/engine/store/**'],
    imports: ['electron/engine/store/**', 'electron/engine/event-loop-turn.ts', 'shared/**'],
    packages: ['better-sqlite3'],
    node: true,
  },
  {
    name: 'http',
    files: ['electron/engine/http/**'],
    imports: ['electron/engine/http/**', 'shared/**'],
    packages: ['undici'],
    node: true,
  },
  {
    name: 'engine',
    files: ['electron/engine/**'],
    imports: ['electron/engine/**', 'shared/**', 'package.json'],
    packages: 'any',
    never: ['electron', 'electron-store', 'electron-updater'],
    node: true,
  },

  // Starts the engine by file name. Where the data lies it must know as the command line does.
  {
    name: 'main process',
    files: ['electron/main/**'],
    imports: ['electron/main/**', 'electron/cli/data-dir.ts', 'shared/**', 'package.json'],
    packages: 'any',
    node: true,
  },
  // Sandboxed: it has no `require` for packages.
  {
    name: 'preload',
    files: ['electron/preload/**'],
    imports: ['electron/preload/**', 'shared/**'],
    packages: ['electron'],
    node: false,
  },
  {
    name: 'command line',
    files: ['electron/cli/**'],
    imports: ['electron/cli/**', 'electron/engine/engine.ts', 'shared/**', 'package.json'],
    packages: 'any',
    never: ['electron', 'electron-store', 'electron-updater'],
    node: true,
  },

  {
    name: 'what screens share',
    files: screensShare,
    imports: [...screensShare, 'shared/**'],
    packages: 'any',
    never: ['electron'],
    node: false,
  },
  // Screens do not import each other: they meet in renderer/state or in app.tsx.
  {
    name: 'screen',
    files: ['renderer/*/**'],
    imports: ['renderer/$1/**', ...screensShare, 'shared/**'],
    packages: 'any',
    never: ['electron'],
    node: false,
  },
  {
    name: 'page',
    files: ['renderer/*'],
    imports: ['renderer/**', 'shared/**'],
    packages: 'any',
    never: ['electron'],
    node: false,
  },
]
