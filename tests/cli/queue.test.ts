import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunReport } from '../../electron/cli/run-report.ts'
import type { QueueView } from '../../shared/contract/queue.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { type GateServer, startGateServer } from '../support/gate-server.ts'
import { isFresh, openMachine, type Started, stale } from './built-niti.ts'

type Machine = ReturnType<typeof openMachine>

function parse<T>(text: string): T {
  return JSON.parse(text) as T // what the program promises to print; the tests are about just that
}

/** A machine with a workflow whose runs are under way until the gate opens for them. */
async function prepare(gate: GateServer, runsAtOnce = 1) {
  const machine = openMachine()
  const file = join(machine.home, 'held.niti.json')
  writeFileSync(file, writeWorkflowFile(gate.workflow('Held', { runsAtOnce })))
  const workflow = (await machine.niti(['import', file])).stdout.trim()
  const start = async (name: string, ...more: string[]) => {
    const { code, stdout, stderr } = await machine.niti(['start', workflow, '-i', `name=${name}`, ...more])
    expect(code).toBe(0)
    return { runId: stdout.trim(), stderr }
  }
  return { ...machine, workflow, startRun: start }
}

/** The local host, once it says where it is. */
async function serve(machine: Machine): Promise<Started> {
  const served = machine.start(['serve', '--json'])
  while (!served.stdout().includes('\n')) await once(served.child.stdout ?? served.child, 'data')
  return served
}

const waiting = (stdout: string) => parse<QueueView>(stdout).waiting.map((run) => run.runId)

// The program as it is shipped, in processes of its own.
describe.skipIf(!isFresh)(`niti queue${isFresh ? '' : ` (${stale})`}`, () => {
  test('start queues a run, says when nobody is there to run it, and a program that stays takes it up', async () => {
    const gate = await startGateServer()
    const machine = await prepare(gate)
    const { niti, startRun } = machine
    const { runId, stderr } = await startRun('a', '--priority', '3')
    expect(stderr).toBe('It waits: no program is there to run it. Open Niti, or start `niti serve`.\n')
    const queued = await niti(['status', runId])
    expect(queued.stdout).toMatch(/^Held, queued .*\nWaiting for its turn for .*\nNo program is there to begin it/)
    expect(parse(await niti(['status', runId, '--json']).then(({ stdout }) => stdout))).toMatchObject({
      status: 'queued',
      reason: expect.stringContaining('niti serve'),
    })

    const served = await serve(machine)
    await gate.arrives('a')
    const running = await niti(['status', runId])
    expect(running.stdout).toMatch(/^Held, started .*\nRunning for .*\n {2}hold: running\n$/)
    const second = await startRun('b')
    expect(second.stderr).toBe('')
    gate.openAll()
    await gate.arrives('b')
    served.child.kill('SIGTERM')
    expect((await served.ended).code).toBe(0)
    const report = parse<RunReport>((await niti(['status', runId, '--json'])).stdout)
    expect(report).toMatchObject({ status: 'succeeded', outputs: { hold: { body: 'a' } } })
  })

  test('the queue is shown, reordered, paused, resumed and drained', async () => {
    const gate = await startGateServer()
    const machine = await prepare(gate)
    const { niti, startRun } = machine
    const [a, b, c] = [(await startRun('a')).runId, (await startRun('b')).runId, (await startRun('c')).runId]
    expect(waiting((await niti(['queue', '--json'])).stdout)).toEqual([a, b, c])
    expect(waiting((await niti(['queue', 'move', c, '--before', a, '--json'])).stdout)).toEqual([c, a, b])
    expect(waiting((await niti(['queue', 'move', c, '--json'])).stdout)).toEqual([a, b, c])
    expect(waiting((await niti(['queue', 'priority', a, '-5', '--json'])).stdout)).toEqual([b, c, a])
    expect((await niti(['queue', 'pause'])).stdout).toMatch(/^The queue is paused: nothing new begins\./)
    const served = await serve(machine)
    const shown = await niti(['queue'])
    expect(shown.stdout).toMatch(/0 of 10 runs at once under way, 3 waiting\.\nrun .* priority .* why it waits\n/)
    expect(shown.stdout).toMatch(new RegExp(`${a} +Held +-5 .* The queue is paused\\.`))
    await niti(['queue', 'resume'])
    await gate.arrives('b')
    expect((await niti(['queue'])).stdout).toMatch(
      /1 of 10 runs at once under way, 2 waiting\.\n.*\n.*Only 1 run of this/,
    )
    expect((await niti(['queue', 'drain'])).stdout).toBe('Taken out of the queue: 2 runs.\n')
    expect(waiting((await niti(['queue', '--json'])).stdout)).toEqual([])
    gate.openAll()
    served.child.kill('SIGTERM')
    await served.ended
    expect(gate.arrived).toEqual(['b'])
  })

  test('cancel stops a run that waits, one under way in another program, and one whose program was killed', async () => {
    const gate = await startGateServer()
    const machine = await prepare(gate)
    const { niti, startRun } = machine
    const served = await serve(machine)
    const [a, b] = [(await startRun('a')).runId, (await startRun('b')).runId]
    await gate.arrives('a')
    expect((await niti(['cancel', b])).stdout).toBe('It has ended: cancelled.\n')
    expect((await niti(['cancel', a])).stdout).toBe('It has ended: cancelled.\n')
    await gate.leaves('a')
    expect((await niti(['cancel', a])).stdout).toBe('It was over already: cancelled.\n')

    const { runId: c } = await startRun('c')
    await gate.arrives('c')
    served.child.kill('SIGKILL')
    await served.ended
    expect((await niti(['cancel', c])).stdout).toBe('It has ended: cancelled.\n')
    const runs = parse<RunSummary[]>((await niti(['runs', '--json'])).stdout)
    expect(runs.map((run) => [run.runId, run.status])).toEqual([c, b, a].map((runId) => [runId, 'cancelled']))
  })

  test('several programs that stay begin no run twice and keep to the limit together', async () => {
    const gate = await startGateServer()
    const machine = await prepare(gate, 2)
    const servers = await Promise.all([serve(machine), serve(machine), serve(machine)])
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    await Promise.all(names.map((name) => machine.startRun(name)))
    for (let left = names.length; left > 0; left--) {
      const [first = ''] = await gate.holding(Math.min(2, left))
      gate.open(first)
    }
    for (const { child } of servers) child.kill('SIGTERM')
    await Promise.all(servers.map(({ ended }) => ended))
    expect([...gate.arrived].sort()).toEqual(names)
    expect(gate.most()).toBe(2)
    const runs = parse<RunSummary[]>((await machine.niti(['runs', '--json'])).stdout)
    expect(new Set(runs.map((run) => run.status))).toEqual(new Set(['succeeded']))
  })

  test('what makes no sense is refused with 2', async () => {
    const { niti } = openMachine()
    const refused = [
      [['start', 'wf_nowhere'], /There is no workflow/],
      [['status', 'run_nowhere'], /There is no run `run_nowhere`/],
      [['cancel', 'run_nowhere'], /There is no run `run_nowhere`/],
      [['queue', 'move', 'run_nowhere'], /There is no run `run_nowhere`/],
      [['queue', 'priority', 'run_nowhere', '101'], /from -100 to 100/],
    ] as const
    for (const [args, complaint] of refused) {
      const { code, stderr } = await niti([...args])
      expect([args.join(' '), code]).toEqual([args.join(' '), 2])
      expect(stderr).toMatch(complaint)
    }
  })
})
