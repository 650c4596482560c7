import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { expect, onTestFinished, test } from 'vitest'
import type { JsonObject } from '../../../shared/json.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../../support/test-engine.ts'
import { until } from '../../support/trigger-engine.ts'
import { call, connectTo, findProgram, makeCertificate, runNode, silentServer } from './protocol-kit.ts'

type Got = { from: string; to: string[]; source: string; secure: boolean }

async function openServer({ secure = false, key, cert }: { secure?: boolean; key?: string; cert?: string } = {}) {
  const got: Got[] = []
  const open = new Set<unknown>()
  const server = new SMTPServer({
    ...{ secure, authOptional: false, disableReverseLookup: true, allowInsecureAuth: true, closeTimeout: 50 },
    ...(key && cert ? { key: readFileSync(key), cert: readFileSync(cert) } : { disabledCommands: ['STARTTLS'] }),
    onAuth({ username, password }, _, done) {
      const isGood = username === 'niti' && password === 'niti-secret-4'
      if (isGood) done(null, { user: username })
      else done(new Error(`no: ${password}`))
    },
    onRcptTo({ address }, _, done) {
      done(address.startsWith('nobody') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null)
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part) => parts.push(part))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom ? mailFrom.address : ''
        got.push({
          from,
          to: rcptTo.map(({ address }) => address),
          source: `${Buffer.concat(parts)}`,
          secure: session.secure,
        })
        done()
      })
    },
    onConnect(session, done) {
      open.add(session.id)
      done()
    },
    onClose: (session) => void open.delete(session.id),
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const address = server.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return { port: String(address.port), got, open }
}

const secrets = { password: 'niti-secret-4' }
const plain = (port: string, more = {}) => ({ host: '127.0.0.1', port, security: 'off', user: 'niti', ...more })

test('mail is sent with its text, HTML, copies and files; the connection is used again', async () => {
  const { port, got, open } = await openServer()
  const engine = await openTestEngine()
  await connectTo(engine, 'smtp', { fields: plain(port), secrets })
  expect((await engine.client.integrations.connections({}))[0]).toMatchObject({ account: 'niti', state: 'working' })
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'sums.csv'), 'a,b\n1,2\n')
  const view = await runWorkflow(
    engine,
    drawWorkflow('begin -> file -> send', {
      begin: { type: 'manual' },
      file: { type: 'read-files', params: { folder, pattern: '*.csv', give: 'references' } },
      send: {
        type: 'smtp.send',
        params: {
          ...{ from: 'Niti <niti@example.com>', to: ['ada@example.com', 'bob@example.com'], bcc: 'eve@example.com' },
          ...{ subject: 'Grüße', text: 'Hello', html: '<p>Hello</p>', attachments: '{{ file }}' },
        },
      },
    }),
  )
  expect(view.nodes.send?.error ?? view.nodes.file?.error).toBeFalsy()
  const out = view.nodes.send?.outputs?.out as JsonObject
  expect(out).toMatchObject({ accepted: ['ada@example.com', 'bob@example.com', 'eve@example.com'], rejected: [] })
  expect(got[0]).toMatchObject({
    from: 'niti@example.com',
    to: ['ada@example.com', 'bob@example.com', 'eve@example.com'],
  })
  const mail = await simpleParser(got[0]?.source ?? '')
  expect(mail).toMatchObject({ subject: 'Grüße', text: 'Hello', html: '<p>Hello</p>', messageId: out.messageId })
  expect(mail.attachments.map(({ filename, content }) => [filename, `${content}`])).toEqual([
    ['sums.csv', 'a,b\n1,2\n'],
  ])
  expect(got[0]?.source).not.toContain('eve@example.com')
  expect(view.nodes.send?.requests?.[0]).toMatchObject({ method: 'SMTP', url: `smtp://127.0.0.1:${port}` })
  await call(engine, 'smtp', 'send', { from: 'niti@example.com', to: 'ada@example.com', subject: 'Again' })
  expect(got).toHaveLength(2)
  await engine.close()
  await until('all sockets are gone', () => open.size === 0)
})

test('a refusal is in the server’s words; the password is in none of them, nor in the log of the run', async () => {
  const { port } = await openServer()
  const engine = await openTestEngine()
  await expect(
    connectTo(engine, 'smtp', { fields: plain(port), secrets: { password: 'wrong-one' } }),
  ).rejects.toMatchObject({
    data: { code: 'connection.refused', message: expect.not.stringContaining('wrong-one') },
  })
  await connectTo(engine, 'smtp', { fields: plain(port), secrets })
  const node = await runNode(engine, 'smtp.send', {
    from: 'niti@example.com',
    to: 'nobody@example.com',
    text: 'niti-secret-4',
  })
  expect(node.error).toMatchObject({ code: 'service.forbidden', message: expect.stringContaining('no such user') })
  expect(node.requests?.[0]).toMatchObject({ service: { answered: false, received: null } })
  expect(JSON.stringify([node.error, node.requests])).not.toContain('niti-secret-4')
  await expect(call(engine, 'smtp', 'send', { from: 'niti@example.com', to: '' })).rejects.toMatchObject({
    data: { code: 'service.bad-input', field: 'params.to' },
  })
})

const openssl = findProgram('/usr/bin/openssl')
test.skipIf(!openssl)(`TLS from the first byte and after a greeting (${openssl ?? 'needs openssl'})`, async () => {
  const { key, cert } = makeCertificate(temporaryFolder())
  const certificate = readFileSync(cert, 'utf8')
  const engine = await openTestEngine()
  for (const security of ['tls', 'starttls']) {
    const { port, got } = await openServer({ secure: security === 'tls', key, cert })
    const fields = plain(port, { host: 'localhost', security, certificate })
    await connectTo(engine, 'smtp', { fields, secrets })
    const [connection] = (await engine.client.integrations.connections({})).filter((one) => one.fields.port === port)
    const connectionId = connection?.connectionId
    const input = { from: 'niti@example.com', to: 'ada@example.com' }
    await engine.client.integrations.call({ integrationId: 'smtp', action: 'send', connectionId, input })
    expect(got).toMatchObject([{ secure: true }])
    const wrongs: Record<string, string>[] = [{ certificate: '' }, { host: '127.0.0.1' }]
    for (const wrong of wrongs) {
      await expect(connectTo(engine, 'smtp', { fields: { ...fields, ...wrong }, secrets })).rejects.toMatchObject({
        data: { kind: 'external' },
      })
    }
  }
  const { port } = await openServer()
  await expect(
    connectTo(engine, 'smtp', { fields: plain(port, { security: 'starttls' }), secrets }),
  ).rejects.toMatchObject({
    data: { kind: 'external' },
  })
})

test('a server that says nothing is left at once, and its socket closed', async () => {
  const { port, opened } = await silentServer()
  const engine = await openTestEngine()
  const cancel = new AbortController()
  const request = {
    integrationId: 'smtp',
    method: 'password',
    fields: plain(String(port)),
    secrets,
    allowPrivate: true,
  }
  const connecting = engine.client.integrations.connect(request, { signal: cancel.signal })
  await until('it is asked', () => opened() === 1)
  cancel.abort()
  await expect(connecting).rejects.toMatchObject({ data: { kind: 'cancelled' } })
  await until('nothing is left open', () => opened() === 0)
})
