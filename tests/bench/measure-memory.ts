import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Most memory a process of its own held that ran a stored workflow of so many nodes, beside one that only opened the engine. */
export function measureMemory(enginePath: string, count: number) {
  const peakMb = peakOf(enginePath, count)
  const emptyMb = peakOf(enginePath, 0)
  return { nodes: count, peakMb, emptyMb, ratio: Math.round((peakMb / emptyMb) * 100) / 100 }
}

function peakOf(enginePath: string, count: number): number {
  const child = fileURLToPath(new URL('run-and-tell-memory.ts', import.meta.url))
  return Number(execFileSync(process.execPath, [child, enginePath, String(count)], { encoding: 'utf8' }))
}
