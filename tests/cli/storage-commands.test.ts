import { expect, test } from 'vitest'
import { runProgram } from '../../electron/cli/program.ts'
import type { Terminal } from '../../electron/cli/terminal.ts'
import type { StorageUsage } from '../../shared/contract/storage.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

/** The command line in this process, on a data folder of the test's own. */
function openCommandLine(dataDir: string) {
  return async (...args: string[]) => {
    let stdout = ''
    let stderr = ''
    const terminal: Terminal = {
      env: { NITI_HOME: dataDir, HOME: temporaryFolder(), NITI_LOG: 'error' },
      cwd: temporaryFolder(),
      isTty: false,
      canAsk: false,
      unicode: true,
      paint: (_style, text) => text,
      paintError: (_style, text) => text,
      size: () => ({ columns: 100, rows: 40 }),
      async out(text) {
        stdout += text
      },
      error(text) {
        stderr += text
      },
      readerLeft: new AbortController().signal,
    }
    return { code: await runProgram(args, terminal), stdout, stderr }
  }
}

async function folderWithRuns(): Promise<string> {
  const engine = await openTestEngine()
  const text = 'one two three '.repeat(10_000)
  for (let index = 0; index < 3; index++) {
    await runWorkflow(engine, drawWorkflow('say', { say: { type: 'template', params: { text: `${index} ${text}` } } }))
  }
  await engine.close()
  return engine.dataDir
}

test('niti storage says what takes room', async () => {
  const dataDir = await folderWithRuns()
  const niti = openCommandLine(dataDir)
  const { code, stdout } = await niti('storage')
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /niti\.db: [\d.]+ [KM]B, of it .+ not in use; .+ free on the disk\.\nNothing was cleaned so far\./,
  )
  expect(stdout).toMatch(/large values and files +[\d.,]+ (KB|bytes) +3\n/)
  expect(stdout).toMatch(/\n- +files +3 +[\d.]+ KB +as the settings say\n/)
  const asJson = await niti('storage', '--json')
  const usage = JSON.parse(asJson.stdout) as StorageUsage // what the command promises to print
  expect(usage.parts.map(({ part }) => part)).toEqual(['runs', 'values', 'workflows', 'costs', 'other'])
})

test('niti storage clean says first what it would remove, then removes it; compact gives the room back', async () => {
  const dataDir = await folderWithRuns()
  const niti = openCommandLine(dataDir)
  expect((await niti('storage', 'clean')).stdout).toBe('Nothing to remove.\n')
  const dry = await niti('storage', 'clean', '--runs', '1', '--dry-run')
  expect(dry.stdout).toMatch(/^Would remove what 2 runs left behind, about [\d.]+ KB\.\n$/)
  const done = await niti('storage', 'clean', '--runs', '1', '--json')
  expect(JSON.parse(done.stdout)).toEqual({ runs: 2, bytes: expect.any(Number) })
  expect((await niti('storage', 'clean', '--runs', '1')).stdout).toBe('Nothing to remove.\n')
  expect((await niti('storage', 'compact')).stdout).toMatch(/ given back to the disk\.\n$/)
  expect((await niti('storage', 'clean', '--days', '1', '--json')).stdout).toBe('{"runs":0,"bytes":0}\n')
})

test('what makes no sense is refused', async () => {
  const niti = openCommandLine(await folderWithRuns())
  expect(await niti('storage', 'clean', '--runs', '0')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/from 1 to 36500/),
  })
  const unknown = await niti('storage', 'clean', '--runs', '1', '--workflow', 'wf_none')
  expect(unknown).toMatchObject({ code: 2, stdout: '' })
  expect(unknown.stderr).toContain('There is no workflow `wf_none`.')
})
