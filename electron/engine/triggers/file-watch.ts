import { stat } from 'node:fs/promises'
import { basename, relative, resolve, sep } from 'node:path'
import { watch } from 'chokidar'
import type { FileWatchParams } from '../../../shared/workflow/trigger-params.ts'
import { compileGlob } from './glob-pattern.ts'

export type FileEvent = 'added' | 'changed' | 'removed'
/** `path` is absolute, with `/` between its parts on every system; `time` is ISO. */
export type FileChange = { event: FileEvent; path: string; name: string; bytes: number | null; time: string }
export type FileWatch = { close(): Promise<void> }

type Options = {
  params: FileWatchParams
  /** The folder relative ones start from. */
  filesDir: string
  now(): number
  /** Files that changed: one, or all that came together. */
  onChanges(folder: string, changes: FileChange[]): void
  /** The folder cannot be watched, or no longer. */
  onProblem(problem: string): void
}

/** Events of one file that come at once (a save that writes twice) count as one. */
const shortestQuietMs = 50
/** A stream of changes that never pauses is handed on this often all the same. */
const longestGatherMs = 60_000

/**
 * Watches a folder and what is inside it; what was there before does not count. A file counts once it has not grown for
 * `settleSeconds`. Answers the problem in words where the folder cannot be watched.
 */
export async function watchFolder(options: Options): Promise<FileWatch | { problem: string }> {
  const { params, filesDir, onProblem } = options
  const folder = resolve(filesDir, params.folder)
  const problem = await problemOf(folder)
  if (problem) return { problem }
  const settleMs = params.settleSeconds * 1_000
  const fits = compileGlob(params.pattern)
  const within = (path: string) => relative(folder, path).replaceAll(sep, '/')
  const gather = createGatherer(options, folder)
  const watcher = watch(folder, {
    ignoreInitial: true,
    followSymlinks: false,
    // Hidden files and folders, such as `.git`, are left out as where files are read.
    ignored: (path) =>
      within(path)
        .split('/')
        .some((part) => part.startsWith('.') && part !== '..' && part !== '.'),
    awaitWriteFinish:
      settleMs > 0 ? { stabilityThreshold: settleMs, pollInterval: Math.max(20, Math.min(200, settleMs / 4)) } : false,
  })
  const note = (event: FileEvent, isWanted: boolean) => (path: string, stats?: { size: number }) => {
    if (isWanted && fits(within(path))) gather.add(path, event, stats?.size ?? null)
  }
  watcher.on('add', note('added', params.added))
  watcher.on('change', note('changed', params.changed))
  watcher.on('unlink', note('removed', params.removed))
  watcher.on('unlinkDir', (path) => {
    if (path === folder) onProblem(missing(folder))
  })
  watcher.on('error', (thrown) => onProblem(`${folder} cannot be watched: ${reasonOf(thrown)}.`))
  return {
    async close() {
      gather.close()
      await watcher.close()
    },
  }
}

/** What is wrong with a folder that is to be watched, else null. */
async function problemOf(folder: string): Promise<string | null> {
  try {
    return (await stat(folder)).isDirectory() ? null : `${folder} is a file, not a folder.`
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    return isMissing ? missing(folder) : `${folder} cannot be watched: ${reasonOf(thrown)}.`
  }
}

function missing(folder: string): string {
  return `The folder ${folder} is not there. Make it, and it is watched.`
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** Collects changes until they pause: of each file, or of all of them where they belong together. */
function createGatherer({ params, now, onChanges }: Options, folder: string) {
  const quietMs = params.together ? Math.max(shortestQuietMs, params.settleSeconds * 1_000) : shortestQuietMs
  const batches = new Map<string, { changes: Map<string, FileChange>; timer: NodeJS.Timeout; since: number }>()

  function hand(key: string): void {
    const batch = batches.get(key)
    batches.delete(key)
    if (batch && batch.changes.size > 0) onChanges(folder.replaceAll(sep, '/'), [...batch.changes.values()])
  }

  return {
    add(path: string, event: FileEvent, bytes: number | null): void {
      const key = params.together ? '' : path
      const before = batches.get(key)
      const since = before?.since ?? performance.now()
      const changes = before?.changes ?? new Map<string, FileChange>()
      clearTimeout(before?.timer)
      const became = mergeEvents(changes.get(path)?.event, event)
      changes.delete(path)
      const time = new Date(now()).toISOString()
      if (became)
        changes.set(path, { event: became, path: path.replaceAll(sep, '/'), name: basename(path), bytes, time })
      const waitMs = Math.max(0, Math.min(quietMs, since + longestGatherMs - performance.now()))
      batches.set(key, { changes, since, timer: setTimeout(() => hand(key), waitMs) })
    },
    close(): void {
      for (const { timer } of batches.values()) clearTimeout(timer)
      batches.clear()
    },
  }
}

/** What two events of one file amount to; null: as if nothing had been. */
function mergeEvents(before: FileEvent | undefined, now: FileEvent): FileEvent | null {
  if (before === 'added') return now === 'removed' ? null : 'added'
  if (before === 'removed' && now === 'added') return 'changed'
  return now
}
