import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { createEngine, Engine } from '../../electron/engine/engine.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { openFloor } from './floor.ts'

type Create = typeof createEngine

/** Microseconds per node; the best of some rounds, because whatever else the machine does only ever adds time. */
export type PerNode = {
  /** A stored workflow, from the call that starts it to its committed end. */
  usPerNode: number
  floorUsPerNode: number
  ratio: number
  /** The first run of a workflow nobody has run before: reading, checking and planning it are part of this. */
  firstUsPerNode: number
  /** A file: reading, checking, planning, running, and the whole view of it at the end. */
  fileUsPerNode: number
  /** Longest time nothing else could happen in the process. */
  blockedMs: number
}

/** Small workflows more often: what is asked is what a run costs, not what the first ones do that V8 has not compiled yet. */
const roundsOf = (count: number) => Math.min(50, Math.max(5, Math.round(20_000 / count)))

export async function measureRuns(create: Create, workflow: Workflow): Promise<PerNode> {
  const count = Object.keys(workflow.nodes).length
  const text = JSON.stringify(workflow)
  const floorUs = await measureFloor(count)
  const engine = await withEngine(create, async (engine) => {
    const runFile = async () => {
      const { finished } = await engine.startFile({ text, inputs: {} })
      expectSuccess((await finished).status)
    }
    const blocked = monitorEventLoopDelay({ resolution: 1 })
    const fileUs = await best(runFile, roundsOf(count))
    const { workflowId } = await engine.client.workflows.import({ text })
    await pause()
    blocked.enable()
    const firstUs = await timed(() => runStored(engine, workflowId))
    const storedUs = await best(() => runStored(engine, workflowId), roundsOf(count))
    blocked.disable()
    return { fileUs, firstUs, storedUs, blockedMs: blocked.max / 1e6 }
  })
  const usPerNode = round(engine.storedUs / count)
  const floorUsPerNode = round(floorUs / count)
  return {
    usPerNode,
    floorUsPerNode,
    ratio: round(usPerNode / floorUsPerNode),
    firstUsPerNode: round(engine.firstUs / count),
    fileUsPerNode: round(engine.fileUs / count),
    blockedMs: round(engine.blockedMs),
  }
}

/** Many runs of one stored workflow, all started at once. */
export async function measureManyRuns(create: Create, workflow: Workflow, runs: number) {
  const count = runs * Object.keys(workflow.nodes).length
  const floorUs = await measureFloor(count)
  const us = await withEngine(create, async (engine) => {
    await engine.client.settings.change({ runsAtOnce: runs })
    const { workflowId } = await engine.client.workflows.import({ text: JSON.stringify(workflow) })
    return best(() => runStored(engine, workflowId, runs), roundsOf(count))
  })
  const usPerNode = round(us / count)
  const floorUsPerNode = round(floorUs / count)
  return { usPerNode, floorUsPerNode, ratio: round(usPerNode / floorUsPerNode), totalMs: round(us / 1000) }
}

/** The same durable writes by a bare loop, in microseconds for all of so many nodes. */
function measureFloor(nodes: number): Promise<number> {
  return inFolder(async (dataDir) => {
    const floor = openFloor(dataDir)
    try {
      return await best(() => floor.writeNodes(nodes), roundsOf(nodes))
    } finally {
      floor.close()
    }
  })
}

/** Starts a stored workflow and waits until its runs have ended, told as a page is told. */
export async function runStored(engine: Pick<Engine, 'client'>, workflowId: string, runs = 1): Promise<void> {
  const changes = await engine.client.runs.changes()
  const started = Array.from({ length: runs }, () => engine.client.runs.start({ workflowId }))
  const left = new Set((await Promise.all(started)).map(({ runId }) => runId))
  for await (const _ of changes) {
    for (const run of await engine.client.runs.list({ limit: Math.min(200, runs) })) {
      if (run.finishedAt === null || !left.delete(run.runId)) continue
      expectSuccess(run.status)
    }
    if (left.size === 0) return
  }
}

function expectSuccess(status: string): void {
  if (status !== 'succeeded') throw new Error(`the run ${status}`)
}

export async function withEngine<T>(create: Create, work: (engine: Engine) => Promise<T>): Promise<T> {
  return inFolder(async (dataDir) => {
    const engine = await create({ dataDir, host: createStrictHost(), env: {} })
    try {
      return await work(engine)
    } finally {
      await engine.close()
    }
  })
}

export async function best(work: () => Promise<void>, times: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let index = 0; index < times; index++) least = Math.min(least, await timed(work))
  return least
}

async function timed(work: () => Promise<void>): Promise<number> {
  const before = performance.now()
  await work()
  return (performance.now() - before) * 1000
}

export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'niti-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Lets what came before settle, so that its garbage is not counted here. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50))
}

export function round(value: number): number {
  return Math.round(value * 100) / 100
}
