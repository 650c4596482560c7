import { homedir } from 'node:os'
import { findDataDir } from './data-dir.ts'
import { findResourcesDir } from './resources-dir.ts'
import type { Terminal } from './terminal.ts'

export function dataDirOf({ env, cwd }: Pick<Terminal, 'env' | 'cwd'>): string {
  return findDataDir({ env, platform: process.platform, homeDir: homedir(), cwd })
}

export function programResourcesDir(): string {
  // Electron's own property: there when the packaged program runs the command line.
  const { resourcesPath } = process as NodeJS.Process & { resourcesPath?: string }
  return findResourcesDir({ moduleUrl: import.meta.url, resourcesPath })
}
