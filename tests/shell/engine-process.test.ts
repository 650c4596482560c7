import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { RouterClient } from '@orpc/server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { EngineState } from '../../shared/contract/shell.ts'
import { silentLog } from '../../shared/log.ts'
import { installElectron } from '../support/electron-double/install.ts'

const electron = installElectron()
const { createEngineProcess } = await import('../../electron/main/engine-process.ts')
const { createShellHost } = await import('../../electron/main/host.ts')
electron.becomeReady()

type Tiny = {
  ping(): Promise<{ pid: string }>
  seal(): Promise<{ sealed: string }>
  restart(): Promise<void>
  die(): Promise<void>
}
const states: EngineState[] = []
let restarts = 0
let running: ReturnType<typeof createEngineProcess> | undefined

function startEngine(restartDelaysMs: number[] = [1, 1]) {
  states.length = 0
  restarts = 0
  running = createEngineProcess({
    entry: join(import.meta.dirname, 'fixtures/tiny-engine.ts'),
    dataDir: '/nowhere',
    host: createShellHost({ platform: 'linux', allowWeak: false, onNoticeClick() {} }),
    log: silentLog,
    onState: (state) => states.push(state),
    onRestart: () => {
      restarts++
    },
    restartDelaysMs,
  })
  running.start()
  return running
}

function call(engine: { connect(): ReturnType<ReturnType<typeof startEngine>['connect']> }): Tiny {
  const port = engine.connect()
  const client: unknown = createORPCClient(new RPCLink({ port }))
  port.start()
  return client as RouterClient<never> & Tiny // The fixture's router, which has no contract.
}

afterEach(async () => {
  await running?.stop()
  delete process.env.TINY_FAILS
  delete process.env.TINY_CRASHES
})

describe('the engine in its process', () => {
  test('a call made before it is ready waits and is answered', async () => {
    const engine = startEngine()
    await expect(call(engine).ping()).resolves.toEqual({ pid: 'tiny' })
    expect(states.map(({ state }) => state)).toEqual(['starting', 'running'])
  })

  test('the engine reaches its host over a port', async () => {
    const { sealed } = await call(startEngine()).seal()
    expect(sealed).toMatch(/^niti1\.shell\.\.[\w-]+$/)
  })

  test('when it dies, calls under way fail, it starts again and new ports work', async () => {
    const engine = startEngine()
    await expect(call(engine).die()).rejects.toThrow()
    await vi.waitFor(() => expect(engine.state).toEqual({ state: 'running', restarts: 1 }))
    expect(restarts).toBe(1)
    await expect(call(engine).ping()).resolves.toEqual({ pid: 'tiny' })
  })

  test('one that asks for it is started again at once, which is no crash', async () => {
    const engine = startEngine([])
    await call(engine).ping()
    await call(engine)
      .restart()
      .catch(() => {})
    await vi.waitFor(() => expect(restarts).toBe(1))
    await expect(call(engine).ping()).resolves.toEqual({ pid: 'tiny' })
    expect(engine.state).toEqual({ state: 'running', restarts: 0 })
  })

  test('it is not started for ever', async () => {
    process.env.TINY_CRASHES = '1'
    const engine = startEngine([1, 1])
    await vi.waitFor(() => expect(engine.state.state).toBe('failed'), 5000)
    expect(engine.state).toMatchObject({ restarts: 3, error: { kind: 'bug', code: 'engine.crashed' } })
    delete process.env.TINY_CRASHES
    engine.start()
    await vi.waitFor(() => expect(engine.state.state).toBe('running'))
  })

  test('a reason that starting again cannot mend is shown as it is', async () => {
    process.env.TINY_FAILS = '1'
    const engine = startEngine()
    await vi.waitFor(() => expect(engine.state.state).toBe('failed'))
    expect(engine.state).toMatchObject({ restarts: 0, error: { kind: 'user', code: 'store.newer' } })
  })

  test('stop ends it and it stays down', async () => {
    const engine = startEngine()
    await call(engine).ping()
    await engine.stop()
    expect(electron.processes).toHaveLength(0)
    expect(states.at(-1)?.state).toBe('running')
  })
})
