import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { splitCommand } from '../../electron/engine/triggers/split-command.ts'
import { addressIn, openTunnel } from '../../electron/engine/triggers/tunnel.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { publish, triggerOf, until } from '../support/trigger-engine.ts'
import { defineTiny, openTiny, workflowOf } from './service-kit.ts'

/** A program that says something, and stays until it is ended. */
function programOf(source: string): string {
  const file = join(temporaryFolder(), 'tunnel.mjs')
  writeFileSync(file, source)
  return `"${process.execPath}" "${file}" {port}`
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a command is split into words, and nothing in it is more than that', () => {
  expect(splitCommand('cloudflared tunnel --url http://127.0.0.1:{port}')).toEqual([
    ...['cloudflared', 'tunnel', '--url', 'http://127.0.0.1:{port}'],
  ])
  expect(splitCommand(`"/a b/c" --x='d e' f"g"h ; rm -rf $HOME`)).toEqual([
    ...['/a b/c', '--x=d e', 'fgh', ';', 'rm', '-rf', '$HOME'],
  ])
  expect(splitCommand('  ')).toEqual([])
})

test('its address is found in what it prints, and not what it prints beside it', () => {
  expect(addressIn('INF |  https://calm-sea-1.trycloudflare.com  |')).toBe('https://calm-sea-1.trycloudflare.com')
  expect(addressIn('t=2026 msg="started tunnel" url=https://ab12.ngrok-free.app')).toBe('https://ab12.ngrok-free.app')
  expect(addressIn('https://host.tail1234.ts.net/ (Funnel on)')).toBe('https://host.tail1234.ts.net')
  expect(addressIn('by using it you agree to the terms (https://www.cloudflare.com/website-terms/)')).toBeNull()
  expect(addressIn('see https://developers.cloudflare.com/cloudflare-one/ and https://github.com/x')).toBeNull()
  expect(addressIn('forwarding to https://localhost:7474 and http://127.0.0.1:7474')).toBeNull()
})

test('it runs while something listens, tells its address, and is ended with it', async () => {
  const command = programOf(`
    console.error('terms at https://www.example.com/terms')
    console.log('your address: https://calm-' + process.pid + '.tunnel.example for ' + process.argv[2])
    setInterval(() => {}, 1000)`)
  const engine = await openTiny(defineTiny('https://tiny.example'))
  await engine.client.settings.change({ tunnelCommand: command })
  expect(await engine.client.triggers.publicAddress()).toEqual({ state: 'off', url: null, error: null })
  const workflowId = await publish(engine, workflowOf())
  const { url } = await until('it runs', async () => {
    const address = await engine.client.triggers.publicAddress()
    return address.state === 'running' && address
  })
  const pid = Number(/calm-(\d+)\.tunnel\.example$/.exec(url ?? '')?.[1])
  expect(isAlive(pid)).toBe(true)
  const trigger = await triggerOf(engine, workflowId)
  expect(trigger.publicUrl).toBe(trigger.url?.replace(/^http:\/\/[^/]+/, url ?? ''))
  await engine.client.triggers.setActive({ workflowId, active: false })
  await until('it ended', () => !isAlive(pid))
  await engine.client.triggers.setActive({ workflowId, active: true })
  const again = await until('it runs again', async () => {
    const address = await engine.client.triggers.publicAddress()
    return address.state === 'running' && Number(/calm-(\d+)/.exec(address.url ?? '')?.[1])
  })
  await engine.close()
  expect(isAlive(again)).toBe(false)
})

test('one that ends is started again, later each time, and says why it ended', async () => {
  const clock = createHandClock()
  const command = programOf(`console.error('no such account'); process.exit(3)`)
  let changes = 0
  const tunnel = openTunnel({ command, port: 1, clock, onChange: () => changes++ })
  onTestFinished(() => tunnel.close())
  for (const waitMs of [2_000, 4_000, 8_000]) {
    await until('it failed', () => tunnel.address().state === 'failing' && clock.sleepers() === 1)
    expect(tunnel.address()).toEqual({
      ...{ state: 'failing', url: null, error: expect.stringMatching(/ended with code 3: no such account$/) },
    })
    clock.pass(waitMs - 1)
    expect(tunnel.address().state).toBe('failing')
    clock.pass(1)
    await until('it starts again', () => tunnel.address().state !== 'failing' || changes > 4)
  }
})

test('a program that is not there is said; an address that was entered holds whatever the tunnel says', async () => {
  const clock = createHandClock()
  const tunnel = openTunnel({ command: 'no-such-tunnel-program', port: 1, clock, onChange() {} })
  onTestFinished(() => tunnel.close())
  await until('it says so', () => tunnel.address().error === 'There is no program `no-such-tunnel-program`.')
  const engine = await openTestEngine()
  const change = (publicUrl: string) => engine.client.settings.change({ publicUrl })
  await expect(change('hooks.example.com')).rejects.toThrow()
  await expect(change('https://a:b@example.com')).rejects.toThrow()
  await expect(change('https://example.com?x=1')).rejects.toThrow()
  expect((await change(' https://hooks.example.com/ ')).publicUrl).toBe('https://hooks.example.com/')
  expect(await engine.client.triggers.publicAddress()).toMatchObject({ state: 'set', url: 'https://hooks.example.com' })
})
