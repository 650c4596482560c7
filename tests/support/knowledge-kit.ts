import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Engine } from '../../electron/engine/engine.ts'
import type { KnowledgeBase } from '../../shared/contract/knowledge.ts'
import type { RunView } from '../../shared/run/view.ts'

const mostMs = 20_000

/** Writes files below a folder, making what is missing. */
export function writeFiles(folder: string, files: Record<string, string | Buffer>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** Waits for a run's end and tells all that happened in it. */
export async function untilOver(engine: Engine, runId: string): Promise<RunView> {
  const signal = AbortSignal.timeout(mostMs)
  for await (const _ of engine.watch(runId, 0, signal)) void _
  if (signal.aborted) throw new Error(`the run ${runId} is not over after ${mostMs} ms`)
  return engine.viewOf(runId)
}

/** Indexes a base and waits; answers the base as it is then, and the run. */
export async function indexNow(engine: Engine, knowledgeId: string): Promise<{ base: KnowledgeBase; run: RunView }> {
  const { runId } = await engine.client.knowledge.index({ knowledgeId })
  const run = await untilOver(engine, runId)
  return { base: await baseOf(engine, knowledgeId), run }
}

export async function baseOf(engine: Engine, knowledgeId: string): Promise<KnowledgeBase> {
  const base = (await engine.client.knowledge.list()).find((one) => one.knowledgeId === knowledgeId)
  if (!base) throw new Error(`there is no base ${knowledgeId}`)
  return base
}

/** Waits until the base is as a test wants it: looked at whenever something changed. */
export async function untilBase(
  engine: Engine,
  knowledgeId: string,
  isWanted: (base: KnowledgeBase) => boolean,
): Promise<KnowledgeBase> {
  const signal = AbortSignal.timeout(mostMs)
  const changes = await engine.client.knowledge.changes(undefined, { signal })
  let base = await baseOf(engine, knowledgeId)
  if (isWanted(base)) return base
  for await (const _ of changes) {
    base = await baseOf(engine, knowledgeId)
    if (isWanted(base)) return base
  }
  throw new Error(`the base never became as wanted: ${JSON.stringify(base)}`)
}
