import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { app, dialog } from 'electron'
import { findDataDir } from '../cli/data-dir.ts'
import { findOpenRequests } from './deep-link.ts'
import { type DesktopApp, openDesktopApp } from './desktop-app.ts'
import { handOnCrashes } from './hand-on-crash.ts'
import { guardContents, registerPageScheme } from './security.ts'

/** What was asked to be opened before the app could: macOS asks very early. */
const early: string[] = []
let desktop: DesktopApp | null = null

function openRequest(request: string): void {
  if (desktop) desktop.open(request)
  else early.push(request)
}

/** Relative paths mean the folder the person was in, which for a second start is not this process's. */
function openArguments(argv: readonly string[], workingDir: string): void {
  for (const request of findOpenRequests(argv)) {
    openRequest(request.startsWith('niti:') ? request : resolve(workingDir, request))
  }
}

/** Everything that must happen before the app is ready. False: another instance runs and has been told. */
function prepare(dataDir: string): boolean {
  app.setName('Niti')
  app.setAppUserModelId('app.niti.desktop')
  const shellDir = join(dataDir, 'shell')
  mkdirSync(shellDir, { recursive: true, mode: 0o700 })
  // Beside the data and not in a place of its own: one folder holds everything, and there is one instance per folder.
  app.setPath('userData', shellDir)
  if (!app.requestSingleInstanceLock()) return false
  app.enableSandbox()
  registerPageScheme()
  guardContents()
  if (app.isPackaged) app.setAsDefaultProtocolClient('niti')
  app.on('open-url', (event, url) => {
    event.preventDefault()
    openRequest(url)
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    openRequest(path)
  })
  app.on('second-instance', (_event, argv, workingDir) => {
    openArguments(argv, workingDir)
    desktop?.show()
  })
  openArguments(process.argv, process.cwd())
  return true
}

async function start(): Promise<void> {
  const dataDir = findDataDir({
    env: process.env,
    platform: process.platform,
    homeDir: homedir(),
    cwd: process.cwd(),
  })
  if (!prepare(dataDir)) return app.quit()
  handOnCrashes(dataDir)
  await app.whenReady()
  desktop = openDesktopApp({
    dataDir,
    // Everything is found from the place of this file, out/main.
    engineEntry: join(import.meta.dirname, 'engine.js'),
    preload: join(import.meta.dirname, '../preload/preload.cjs'),
    rendererDir: join(import.meta.dirname, '../renderer'),
  })
  for (const request of early.splice(0)) desktop.open(request)
}

start().catch((error: unknown) => {
  dialog.showErrorBox('Niti could not start', error instanceof Error ? error.message : String(error))
  app.exit(1)
})
