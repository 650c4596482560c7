import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import type { ChannelTarget } from '../../shared/contract/channels.ts'
import { bytesOf, newest, notice, openAlerts } from '../support/alert-kit.ts'
import { startMailServer } from '../support/mail-server.ts'

type Email = Extract<ChannelTarget, { kind: 'email' }>
type Change = Partial<Email> & { password?: string | null }

/** This process trusts the server's own certificate until the test is over, as `NODE_EXTRA_CA_CERTS` makes one trust it. */
function trust(cert: string): void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, cert])
  onTestFinished(() => setDefaultCACertificates(before))
}

async function open(options: Parameters<typeof startMailServer>[0] = {}, { password, ...change }: Change = {}) {
  const server = await startMailServer(options)
  const kit = await openAlerts()
  const target: Email = {
    kind: 'email',
    ...{ host: 'localhost', port: server.port, security: 'starttls', user: 'ada' },
    ...{ from: 'niti@example.com', to: ['ada@example.com'] },
    ...change,
  }
  const secrets = target.user === null ? {} : { password: password ?? 'canary-password' }
  const { channelId } = await kit.alerts.channels.create({ name: 'Mail', target, ...secrets })
  return { ...kit, server, channelId, test: () => kit.alerts.test(channelId) }
}

test('a mail goes out encrypted and signed in, as text and as HTML, under an id that stays', async () => {
  const { alerts, server, dataDir, logged } = await open({ says: ['451 4.3.0 come back later'] })
  trust(server.certificate.cert)
  alerts.delivery.post(notice)
  const waiting = await newest(alerts, { state: 'waiting', tries: 1 })
  expect(waiting.error).toMatchObject({ code: 'channel.refused', retryable: true })
  expect(waiting.error?.message).toBe(`localhost:${server.port} answered: 451 4.3.0 come back later`)
  alerts.delivery.retry(waiting.deliveryId)
  await newest(alerts, { state: 'delivered', tries: 1, error: null })
  expect(server.mails).toMatchObject([
    { from: 'niti@example.com', to: ['ada@example.com'], isEncrypted: true, user: 'ada' },
  ])
  // Long lines are folded on the way (RFC 2045, 6.7).
  const text = (server.mails[0]?.text ?? '').replaceAll('=\r\n', '')
  const { channelId, deliveryId } = waiting
  expect(text).toContain(`Message-ID: <niti-${channelId}-${deliveryId}@example.com>`)
  expect(text).toContain('Subject: Budget at 80 %: Everything, per month')
  expect(text).toContain('Auto-Submitted: auto-generated')
  expect(text).toContain('Content-Type: text/plain')
  expect(text).toContain('$4.00 of $5.00 are spent. <b>&')
  expect(text).toContain('$4.00 of $5.00 are spent. &lt;b&gt;&amp;')
  expect(text).not.toMatch(/<img|http/)
  expect(`${bytesOf(dataDir)}${JSON.stringify(logged)}`).not.toContain('canary')
})

test('a certificate nobody signed is refused before anything is sent, and said so', async () => {
  const { alerts, server } = await open()
  alerts.delivery.post(notice)
  const { error } = await newest(alerts, { state: 'failed', tries: 1 })
  expect(error).toMatchObject({ code: 'channel.unreachable', retryable: false })
  expect(error?.message).toBe(`The connection to localhost:${server.port} is not safe: its certificate is self-signed.`)
  expect(error?.hint).toContain('Nothing was sent.')
  expect(server.mails).toEqual([])
})

test('the same for TLS from the first byte; with the certificate trusted it goes through', async () => {
  const { test: tryIt, server } = await open({ secure: true }, { security: 'tls' })
  await expect(tryIt()).rejects.toMatchObject({ info: { message: expect.stringContaining('is self-signed') } })
  trust(server.certificate.cert)
  expect((await tryIt()).said).toBe(`localhost:${server.port}: 250 Taken as mail 7`)
  expect(server.mails).toMatchObject([{ isEncrypted: true, user: 'ada' }])
})

test('where STARTTLS is chosen and not offered, neither password nor mail goes out', async () => {
  const { test: tryIt, server } = await open({ hidesStartTls: true })
  await expect(tryIt()).rejects.toMatchObject({
    info: {
      retryable: false,
      message: expect.stringContaining(`localhost:${server.port} cannot encrypt the connection`),
      hint: expect.stringContaining('Nothing was sent.'),
    },
  })
  expect(server.mails).toEqual([])
})

test('without encryption and without a user, where that is what was chosen', async () => {
  const { test: tryIt, server } = await open({ needsNoSignIn: true }, { security: 'none', user: null })
  await tryIt()
  expect(server.mails).toMatchObject([{ isEncrypted: false, user: null }])
})

test('a wrong password fails at once and is not repeated in the error', async () => {
  const { alerts, server } = await open({}, { security: 'none', password: 'canary-wrong' })
  alerts.delivery.post(notice)
  const { error } = await newest(alerts, { state: 'failed', tries: 1 })
  expect(error?.message).toContain(`localhost:${server.port} answered: 535 5.7.8 bad credentials`)
  expect(error?.hint).toContain('app password')
  expect(JSON.stringify(error)).not.toContain('canary')
})

test('a refused receiver fails at once; where others took it, it is delivered and says who did not', async () => {
  const refuses = { 'gone@example.com': '550 5.1.1 no such user' }
  const only = await open({ refuses }, { security: 'none', to: ['gone@example.com'] })
  only.alerts.delivery.post(notice)
  expect((await newest(only.alerts, { state: 'failed', tries: 1 })).error?.message).toContain('550 5.1.1 no such user')
  const both = await open({ refuses }, { security: 'none', to: ['ada@example.com', 'gone@example.com'] })
  both.alerts.delivery.post(notice)
  const { error } = await newest(both.alerts, { state: 'delivered', tries: 1 })
  expect(error?.message).toContain('did not take it for gone@example.com (550 5.1.1 no such user)')
  expect(both.server.mails).toMatchObject([{ to: ['ada@example.com'] }])
  await expect(both.test()).rejects.toMatchObject({ info: { code: 'channel.partly-refused' } })
})

test('a server that is not there is tried again', async () => {
  const { alerts } = await open({}, { port: 1 })
  alerts.delivery.post(notice)
  const { error } = await newest(alerts, { state: 'waiting', tries: 1 })
  expect(error).toMatchObject({
    retryable: true,
    message: 'Could not reach localhost:1: nothing listens at that address.',
  })
})
