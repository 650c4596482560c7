import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCommand, toolEnvironment } from '../../scripts/ready/run-command.mjs'
import { projectRoot } from '../architecture/project-root.ts'
import { temporaryFolder, writeIn } from './temporary-folder.ts'

const quiet = { cwd: projectRoot, stdio: 'ignore' } as const

describe('a program that is run', () => {
  test('hands back its exit code', async () => {
    expect(await runCommand(process.execPath, ['-e', 'process.exit(3)'], quiet)).toMatchObject({
      code: 3,
      signal: null,
    })
    expect(await runCommand(process.execPath, ['-e', ''], quiet)).toMatchObject({ code: 0, timedOut: false })
  })

  test('has failed when it is not there', async () => {
    const ended = await runCommand(join(projectRoot, 'no-such-program'), [], quiet)
    expect(ended).toMatchObject({ code: 127 })
    expect(ended.error?.message).toContain('ENOENT')
  })

  test('has failed when it was killed or took too long', async () => {
    const killed = await runCommand(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")'], quiet)
    expect(killed.code).not.toBe(0)
    const slow = await runCommand(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { ...quiet, timeoutMs: 300 })
    expect(slow).toMatchObject({ code: 124, timedOut: true })
  })

  test('finds the tools of the project first', () => {
    const { PATH } = toolEnvironment(projectRoot, { NITI_X: '1' })
    expect(PATH?.startsWith(join(projectRoot, 'node_modules', '.bin'))).toBe(true)
  })

  test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'is stopped by a %s to us',
    async (signal) => {
      const script = `
      import { runCommand } from ${JSON.stringify(join(projectRoot, 'scripts/ready/run-command.mjs'))}
      const inner = "process.on('${signal}', () => { console.log('stopping'); process.exit(7) }); setInterval(() => {}, 1000); console.log('ready')"
      const ended = await runCommand(process.execPath, ['-e', inner], { cwd: '.' })
      console.log('ended', ended.code)
    `
      const outer = spawn(process.execPath, [writeIn(temporaryFolder(), 'outer.mjs', script)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let said = ''
      outer.stdout.on('data', (chunk: Buffer) => {
        said += chunk
        if (String(chunk).includes('ready')) outer.kill(signal)
      })
      await new Promise((resolve) => outer.once('close', resolve))
      expect(said).toBe('ready\nstopping\nended 7\n')
    },
  )
})
