import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client'
import { os as plain } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { describe, expect, it, onTestFinished } from 'vitest'
import { takePorts } from '../../../renderer/link/ports.ts'

/** An engine at the other end of a port, which says its name; `hang` never answers. */
function serve(name: string): MessagePort {
  const { port1, port2 } = new MessageChannel()
  const router = {
    name: plain.handler(() => name),
    hang: plain.handler(() => new Promise<string>(() => {})),
  }
  new RPCHandler(router).upgrade(port1)
  port1.start()
  onTestFinished(() => port1.close())
  return port2
}

type Client = { name: () => Promise<string>; hang: () => Promise<string> }
const clientOver = (link: ClientLink<ClientContext>) => createORPCClient<Client & Record<string, never>>(link)

function listen() {
  // A page's window as far as this goes: something that events are dispatched to.
  const target = new EventTarget() as unknown as Window
  const links: ClientLink<ClientContext>[] = []
  const shells: ClientLink<ClientContext>[] = []
  const off = takePorts(target, {
    onEngine: (link) => links.push(link),
    onEngineLost: () => {},
    onShell: (link) => shells.push(link),
  })
  onTestFinished(off)
  const hand = (data: unknown, ports: MessagePort[], source: unknown = target) =>
    (target as unknown as EventTarget).dispatchEvent(Object.assign(new Event('message'), { data, ports, source }))
  return { links, shells, hand }
}

describe('takePorts', () => {
  it('takes the two ports of the preload', async () => {
    const { links, shells, hand } = listen()
    hand({ niti: 'ports' }, [serve('engine'), serve('shell')])
    const [engine] = links
    const [shell] = shells
    if (!engine || !shell) throw new Error('no links')
    expect(await clientOver(engine).name()).toBe('engine')
    expect(await clientOver(shell).name()).toBe('shell')
  })

  it('ends what was under way when the engine was started again', async () => {
    const { links, hand } = listen()
    hand({ niti: 'ports' }, [serve('first'), serve('shell')])
    const [first] = links
    if (!first) throw new Error('no link')
    const pending = clientOver(first).hang()
    hand({ niti: 'engine-port' }, [serve('second')])
    await expect(pending).rejects.toThrow()
    const second = links[1]
    if (!second) throw new Error('no second link')
    expect(await clientOver(second).name()).toBe('second')
  })

  it('takes nothing from another window, nor anything else', () => {
    const { links, hand } = listen()
    hand({ niti: 'ports' }, [serve('engine')], {})
    hand({ other: 'ports' }, [serve('engine')])
    hand(null, [])
    expect(links).toEqual([])
  })
})
