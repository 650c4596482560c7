import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { channelSecrets } from '../../electron/cli/channel-secrets.ts'
import type { Channel } from '../../shared/contract/channels.ts'
import { bytesOf } from '../support/alert-kit.ts'
import { startReceiver } from '../support/alert-receiver.ts'
import { isFresh, openMachine, stale } from './built-niti.ts'

/** As `process.stdin` is where something is piped in. */
function piped(text: string): NodeJS.ReadStream {
  const stream = new PassThrough()
  stream.end(text)
  return stream as unknown as NodeJS.ReadStream // Only what is read of it is there.
}

describe('what is secret of a channel', () => {
  test('comes from the environment, else from stdin, a line each', async () => {
    const env = { NITI_CHANNEL_URL: 'https://a.example', NITI_CHANNEL_SECRET: 'whsec_env' }
    expect(await channelSecrets(env, ['url', 'secret'], piped('not read'))).toEqual({
      url: 'https://a.example',
      secret: 'whsec_env',
    })
    expect(await channelSecrets({}, ['url', 'secret'], piped('https://b.example\nwhsec_stdin\n'))).toEqual({
      url: 'https://b.example',
      secret: 'whsec_stdin',
    })
    expect(await channelSecrets({}, ['url', 'secret'], piped('https://b.example\n'))).toEqual({
      url: 'https://b.example',
    })
    expect(await channelSecrets({}, ['password'], piped('pass word\r\n'))).toEqual({ password: 'pass word' })
    await expect(channelSecrets({}, ['password'], piped(''))).rejects.toThrow('The password of the channel is missing.')
  })
})

describe.skipIf(!isFresh)(`niti channels${isFresh ? '' : ` (${stale})`}`, () => {
  const parse = <T>(text: string): T => JSON.parse(text) as T // what the program promises to print

  test('a webhook is added, tried, switched and removed, and its address is kept to itself', async () => {
    const receiver = await startReceiver([{}, { status: 500, text: 'out of order' }])
    const { niti, dataDir } = openMachine()
    const url = `${receiver.url}/canary`
    const added = await niti(['channel', 'add', 'webhook', '--name', 'Ops', '--allow-private', '--json'], {
      stdin: url,
    })
    expect(added).toMatchObject({ code: 0, stderr: '' })
    const { channelId } = parse<Channel>(added.stdout)
    const tried = await niti(['channel', 'test', channelId])
    expect(tried).toMatchObject({ code: 0, stdout: 'Sent. The answer: ok\n' })
    const failed = await niti(['channel', 'test', channelId])
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain('answered 500: out of order')
    const table = await niti(['channels'])
    expect(table.stdout).toMatch(/channel_desktop +This computer +desktop +on +this computer\n/)
    expect(table.stdout).toMatch(/Ops +webhook +on +127\.0\.0\.1:\d+\/…\n/)
    expect((await niti(['channel', 'off', channelId])).stdout).toBe('Ops is off.\n')
    expect(parse<Channel[]>((await niti(['channels', '--json'])).stdout)[1]).toMatchObject({ channelId, isOn: false })
    expect(await niti(['deliveries'])).toMatchObject({ code: 0, stdout: 'No alerts yet.\n' })
    expect(await niti(['deliveries', '--failed', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' })
    expect(await niti(['channel', 'remove', channelId])).toMatchObject({ code: 0 })
    for (const { stdout, stderr } of [added, tried, failed, table]) expect(stdout + stderr).not.toContain('canary')
    expect(bytesOf(dataDir)).not.toContain('canary')
  })

  test('what cannot be is refused in words', async () => {
    const { niti } = openMachine({ NITI_CHANNEL_PASSWORD: 'canary' })
    const email = ['channel', 'add', 'email', '--host', 'mail.example.com', '--user', 'ada', '--from', 'a@example.com']
    const refused = await niti([...email, '--to', 'nobody'])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('to.0')
    expect(await niti([...email, '--to', 'ada@example.com', '--json'])).toMatchObject({ code: 0 })
    const slack = await niti(['channel', 'add', 'slack'])
    expect(slack.stderr).toContain('Put it into NITI_CHANNEL_URL, or pipe it in')
    const notAnAddress = await niti(['channel', 'add', 'slack'], { stdin: 'canary-not-an-address' })
    expect(notAnAddress.code).toBe(2)
    expect(notAnAddress.stderr).not.toContain('canary')
    const desktop = await niti(['channel', 'test', 'channel_desktop'])
    expect(desktop.stderr).toContain('could not show a notice on the desktop')
    expect((await niti(['channel', 'retry', '7'])).stderr).toContain('There is no delivery `7`.')
  })

  test('SendGrid takes its key from the environment, and a Slack app a connection that is there', async () => {
    const { niti, dataDir } = openMachine({ NITI_CHANNEL_KEY: 'SG.canary' })
    const addresses = ['--from', 'niti@example.com', '--to', 'ada@example.com', '--to', 'bob@example.com']
    const added = await niti(['channel', 'add', 'sendgrid', '--region', 'eu', ...addresses, '--json'])
    expect(added).toMatchObject({ code: 0, stderr: '' })
    expect(parse<Channel>(added.stdout)).toMatchObject({
      name: 'SendGrid',
      target: { kind: 'sendgrid', region: 'eu', from: 'niti@example.com', to: ['ada@example.com', 'bob@example.com'] },
    })
    expect(added.stdout).not.toContain('canary')
    expect(bytesOf(dataDir)).not.toContain('canary')
    const slack = await niti(['channel', 'add', 'slack-app', '--connection', 'none', '--channel', 'C024BE91L'])
    expect(slack).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no connection `none` to Slack.') })
  })
})
