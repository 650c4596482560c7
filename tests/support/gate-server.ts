import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawWorkflow } from './draw-workflow.ts'

/**
 * A loopback server that answers a request only when the test says so: `/a` is held until `open('a')`. So a test decides
 * how long a run is under way, and sees in which order runs begin and how many are there at once.
 */
export async function startGateServer() {
  const held = new Map<string, ServerResponse>()
  const arrived: string[] = []
  const left: string[] = []
  let most = 0
  const opened = new Set<string>()
  const watchers = new Set<() => void>()
  let isOpen = false
  const wake = () => {
    for (const watcher of watchers) watcher()
  }
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? ''
    arrived.push(name)
    response.once('close', () => {
      if (held.get(name) !== response) return
      held.delete(name)
      left.push(name)
      wake()
    })
    if (isOpen || opened.has(name)) response.end(name)
    else held.set(name, response)
    most = Math.max(most, held.size)
    wake()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })

  async function until(isThere: () => boolean): Promise<void> {
    while (!isThere()) {
      await new Promise<void>((resolve) => {
        const watcher = () => {
          watchers.delete(watcher)
          resolve()
        }
        watchers.add(watcher)
      })
    }
  }

  return {
    /** Every request so far, in order. */
    arrived,
    /** Requests whose sender went away before they were answered. */
    left,
    /** The most that were held at once. */
    most: () => most,
    /** Waits until so many are held, and gives back which. */
    async holding(count: number): Promise<string[]> {
      await until(() => held.size === count)
      return [...held.keys()]
    },
    arrives: (name: string, times = 1) => until(() => arrived.filter((one) => one === name).length >= times),
    leaves: (name: string) => until(() => left.includes(name)),
    /** Answers it, now or when it comes. */
    open(name: string): void {
      opened.add(name)
      const response = held.get(name)
      held.delete(name)
      response?.end(name)
    },
    /** Answers all that are held and all that come. */
    openAll(): void {
      isOpen = true
      for (const name of [...held.keys()]) this.open(name)
    },
    url: `http://127.0.0.1:${port}`,
    /** A workflow whose one node is under way until `open` of what its input `name` says. */
    workflow(name: string, settings: Workflow['settings'] = {}): Workflow {
      const url = `http://127.0.0.1:${port}/{{ inputs.name }}`
      const inputs = [{ name: 'name', type: 'text', required: true }]
      const graph = drawWorkflow('start -> hold', {
        start: { type: 'manual', params: { inputs } },
        hold: { type: 'http-request', params: { url, allowPrivate: true } },
      })
      return { ...graph, name, settings }
    },
  }
}

export type GateServer = Awaited<ReturnType<typeof startGateServer>>
