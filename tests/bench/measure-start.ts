import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chain } from './workflows.ts'

const rounds = 10

/** Notes the most memory the process ever held, in KiB, on stderr as it ends. */
const tellMemory = `data:text/javascript,process.on('exit',()=>process.stderr.write('maxRSS='+process.resourceUsage().maxRSS+'\\n'))`

/**
 * `niti run` on a workflow of one node, from the command to its exit, beside the same Node doing nothing. The first round
 * fills the compile cache and is not counted.
 */
export function measureStart(root: string) {
  const folder = mkdtempSync(join(tmpdir(), 'niti-bench-'))
  try {
    const file = join(folder, 'one.niti.json')
    writeFileSync(file, JSON.stringify(chain(1)))
    const env = { ...process.env, NITI_HOME: join(folder, 'home'), XDG_CACHE_HOME: join(folder, 'cache') }
    const cli = join(root, 'out', 'main', 'cli.js')
    const run = (args: string[]) => execFileSync(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    run([cli, 'run', file, '--json'])
    const startMs = bestMs(() => run([cli, 'run', file, '--json']))
    const bareNodeMs = bestMs(() => run(['--eval', '0']))
    const peakMb = peakMemoryMb(['--import', tellMemory, cli, 'run', file, '--json'], env)
    const bareNodeMb = peakMemoryMb(['--import', tellMemory, '--eval', '0'], env)
    return {
      startMs,
      bareNodeMs,
      ratio: Math.round((startMs / bareNodeMs) * 100) / 100,
      ...{ peakMb, bareNodeMb, memoryRatio: Math.round((peakMb / bareNodeMb) * 100) / 100 },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function bestMs(work: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const before = performance.now()
    work()
    least = Math.min(least, performance.now() - before)
  }
  return Math.round(least)
}

function peakMemoryMb(args: string[], env: NodeJS.ProcessEnv): number {
  const script = `${JSON.stringify(process.execPath)} ${args.map((arg) => JSON.stringify(arg)).join(' ')} 2>&1 >/dev/null`
  const noted = execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' })
  const kib = Number(/maxRSS=(\d+)/.exec(noted)?.[1])
  if (!Number.isFinite(kib)) throw new Error(`the process did not tell its memory: ${noted}`)
  return Math.round(kib / 1024)
}
