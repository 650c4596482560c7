// Runs a stored workflow (path of the built engine, path of the workflow's file) and prints the most memory the process ever held, in MB.
// Plain JavaScript: what Node needs to read TypeScript would be counted too.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [, , enginePath, workflowFile] = process.argv
const { createEngine } = await import(enginePath)
const refuse = () => Promise.reject(new Error('nothing here asks the host'))
const host = { describe: refuse, seal: refuse, unseal: refuse, openExternal: refuse, notify: refuse }
const dataDir = mkdtempSync(join(tmpdir(), 'niti-bench-'))
const engine = await createEngine({ dataDir, host, env: {} })
try {
  if (workflowFile) await runStored(engine.client, readFileSync(workflowFile, 'utf8'))
} finally {
  await engine.close()
  rmSync(dataDir, { recursive: true, force: true })
}
process.stdout.write(String(Math.round(peakKib() / 1024)))

/** What resourceUsage() says begins with the size of the process that started this one. */
function peakKib() {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : ''
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? process.resourceUsage().maxRSS)
}

async function runStored({ workflows, runs }, text) {
  const { workflowId } = await workflows.import({ text })
  const changes = await runs.changes()
  const { runId } = await runs.start({ workflowId })
  for await (const _ of changes) {
    const [run] = await runs.list({ limit: 1 })
    if (run.runId !== runId || run.finishedAt === null) continue
    if (run.status !== 'succeeded') throw new Error(`the run ${run.status}`)
    return
  }
}
