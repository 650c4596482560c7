import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Workflow } from '../../shared/workflow/workflow.ts'

const child = fileURLToPath(new URL('run-and-tell-memory.mjs', import.meta.url))

/** The most memory a process of its own held that took in a workflow and ran it, beside one that only opened the engine. */
export function measureMemory(enginePath: string, workflow: Workflow) {
  const folder = mkdtempSync(join(tmpdir(), 'niti-bench-'))
  try {
    const file = join(folder, 'workflow.niti.json')
    writeFileSync(file, JSON.stringify(workflow))
    const peakMb = peakOf([enginePath, file])
    const emptyMb = peakOf([enginePath])
    const ratio = Math.round((peakMb / emptyMb) * 100) / 100
    return { nodes: Object.keys(workflow.nodes).length, peakMb, emptyMb, ratio }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function peakOf(args: string[]): number {
  return Number(execFileSync(process.execPath, [child, ...args], { encoding: 'utf8' }))
}
