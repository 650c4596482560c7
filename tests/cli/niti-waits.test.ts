import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunReport } from '../../electron/cli/run-report.ts'
import type { OpenWait } from '../../shared/contract/waits.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { ask, sleepFor } from '../support/waiting-runs.ts'
import { isFresh, openMachine, stale } from './built-niti.ts'

// The program as it is shipped, in processes of its own.
describe.skipIf(!isFresh)(`niti${isFresh ? '' : ` (${stale})`}`, () => {
  test('a run that asks says which command answers it; that command, in another terminal, makes it go on', async () => {
    const { home, niti, start } = openMachine()
    const fields = [{ name: 'amount', type: 'number', required: true }]
    const workflow = drawWorkflow('check:approved -> end', {
      check: ask('Send it?', { fields }),
      end: { type: 'template', params: { text: '{{ check.values.amount + 1 }} {{ check.comment }}' } },
    })
    writeFileSync(join(home, 'ask.niti.json'), writeWorkflowFile(workflow))
    const run = start(['run', 'ask.niti.json', '--json'])
    const [said] = await once(run.child.stderr ?? run.child, 'data')
    const command = /niti answer (\S+) approve\|reject --set amount=…/.exec(String(said))
    const waitId = command?.[1] ?? ''
    const listed = JSON.parse((await niti(['waits', '--json'])).stdout) as OpenWait[] // what it promises to print
    expect(listed.map((wait) => [wait.waitId, wait.node])).toEqual([[waitId, 'check']])
    expect((await niti(['waits'])).stdout).toMatch(/Send it\? \(approve, reject\)/)
    expect(await niti(['answer', waitId, 'approve'])).toMatchObject({ code: 2, stderr: /`amount` is required/ })
    expect(await niti(['skip', waitId])).toMatchObject({ code: 2, stderr: /needs an answer/ })
    const answer = ['answer', waitId, 'approve', '--set', 'amount=41', '--comment', 'fine']
    expect(await niti(answer)).toMatchObject({ code: 0, stdout: 'Answered.\n' })
    const { code, stdout } = await run.ended
    const report = JSON.parse(stdout) as RunReport // as above
    expect([code, report.outputs]).toEqual([0, { end: '42 fine' }])
    expect(await niti(answer)).toMatchObject({ code: 2, stderr: /not waited for any more/ })
    expect((await niti(['waits'])).stdout).toBe('Nothing is waited for.\n')
  })

  test('Ctrl+C cancels a run that waits, and nothing stays open', async () => {
    const { home, niti, start } = openMachine()
    writeFileSync(
      join(home, 'wait.niti.json'),
      writeWorkflowFile(drawWorkflow('pause', { pause: sleepFor(9, 'days') })),
    )
    const run = start(['run', 'wait.niti.json', '--events'])
    while (!run.stdout().includes('wait-started')) await once(run.child.stdout ?? run.child, 'data')
    run.child.kill('SIGINT')
    const { code, stdout } = await run.ended
    expect(code).toBe(130)
    expect(stdout).toMatch(/"type":"wait-ended".*"end":"cancelled"/)
    expect((await niti(['waits'])).stdout).toBe('Nothing is waited for.\n')
  })
})
