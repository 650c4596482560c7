import { readFileSync } from 'node:fs'
import { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { fileRefOf } from '../../../shared/run/file-ref.ts'
import type { RunView } from '../../../shared/run/view.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { createHandClock } from '../../support/hand-clock.ts'
import { openTestEngine } from '../../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../../support/trigger-engine.ts'
import { call, connectTo, runNode } from './protocol-kit.ts'
import { missing, programs, startDovecot } from './real-servers.ts'

const mail = (subject: string) =>
  [
    'From: Ada <ada@example.com>',
    'To: niti@example.com',
    `Subject: ${subject}`,
    `Message-ID: <${subject}@example.com>`,
    'Date: Sun, 22 Nov 2026 09:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Hello of ${subject}`,
    '--b',
    'Content-Type: text/csv; name="sums.csv"',
    'Content-Disposition: attachment; filename="sums.csv"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('a,b\n1,2\n').toString('base64'),
    '--b--',
    '',
  ].join('\r\n')

function subjectOf({ nodes }: RunView): Json | undefined {
  const out = nodes.begin?.outputs?.out
  return isJsonObject(out) ? out.subject : undefined
}

describe.skipIf(!programs.dovecot)(`IMAP (${programs.dovecot ?? missing.dovecot})`, () => {
  let server: Awaited<ReturnType<typeof startDovecot>>
  beforeAll(async () => {
    server = await startDovecot()
  }, 60_000)
  afterAll(() => server?.stop())

  const secrets = { password: 'niti-secret-3' }
  const fieldsOf = (more = {}) => ({
    host: 'localhost',
    port: String(server.tlsPort),
    security: 'tls',
    certificate: readFileSync(server.cert, 'utf8'),
    user: 'ada',
    ...more,
  })
  async function openMail(options = {}) {
    const engine = await openTestEngine(options)
    await connectTo(engine, 'imap', { fields: fieldsOf(), secrets })
    return { engine, run: (action: string, input: JsonObject = {}) => call(engine, 'imap', action, input) }
  }
  /** As a mail server puts mail into a mailbox. */
  async function deliver(...subjects: string[]) {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: server.port,
      secure: false,
      doSTARTTLS: false,
      auth: { user: 'ada', pass: 'niti-secret-3' },
      logger: false,
    })
    await client.connect()
    for (const subject of subjects) await client.append('INBOX', mail(subject))
    await client.logout()
  }
  const uidOf = (found: Json) => (Array.isArray(found) ? (found[0] as JsonObject).uid : null) ?? null

  test('mail is found, read, marked, moved and deleted', async () => {
    const { engine, run } = await openMail()
    await deliver('first', 'second')
    expect(await run('list-folders')).toEqual(
      expect.arrayContaining([
        { path: 'INBOX', use: 'inbox', messages: 2, unread: 2 },
        { path: 'Trash', use: 'trash', messages: 0, unread: 0 },
      ]),
    )
    const found = await run('search', { subject: 'first' })
    expect(found).toMatchObject([
      {
        subject: 'first',
        from: [{ name: 'Ada', address: 'ada@example.com' }],
        messageId: '<first@example.com>',
        date: '2026-11-22T09:00:00.000Z',
        flags: [],
      },
    ])
    expect(await run('search', { from: 'nobody@example.com' })).toEqual([])
    expect(((await run('search', {})) as JsonObject[]).map(({ subject }) => subject)).toEqual(['second', 'first'])
    const uid = uidOf(found)
    const node = await runNode(engine, 'imap.read', { uid, markRead: true })
    const read = node.outputs?.out as JsonObject
    expect(read).toMatchObject({ subject: 'first', text: 'Hello of first', html: '' })
    expect(fileRefOf((read.attachments as Json[])[0])).toMatchObject({
      name: 'sums.csv',
      mediaType: 'text/csv',
      bytes: 8,
    })
    expect(node.requests?.[0]).toMatchObject({
      method: 'IMAP',
      url: `imap://localhost:${server.tlsPort}`,
      service: { answered: true },
    })
    expect(await run('search', { read: 'unread' })).toMatchObject([{ subject: 'second' }])
    expect(await run('flag', { uid, mark: 'flagged' })).toMatchObject({
      flags: expect.arrayContaining(['\\Flagged', '\\Seen']),
    })
    expect(await run('search', { flagged: true })).toHaveLength(1)
    expect(await run('flag', { uid, mark: 'flagged', on: false })).toEqual({ uid, flags: ['\\Seen'] })
    expect(await run('move', { uid, to: 'Archive' })).toEqual({ folder: 'Archive', uid: 1 })
    expect(await run('search', { folder: 'Archive' })).toMatchObject([{ uid: 1, subject: 'first' }])
    expect(await run('delete', { folder: 'Archive', uid: 1 })).toEqual({ deleted: true })
    expect(await run('search', { folder: 'Archive' })).toEqual([])
    await expect(run('read', { uid })).rejects.toMatchObject({ data: { code: 'service.not-found' } })
    await expect(run('search', { folder: 'Nowhere' })).rejects.toMatchObject({ data: { code: 'service.not-found' } })
  }, 20_000)

  test('a wrong password, a certificate that is not trusted and a plain connection are told', async () => {
    const engine = await openTestEngine()
    await expect(
      connectTo(engine, 'imap', { fields: fieldsOf(), secrets: { password: 'wrong-one' } }),
    ).rejects.toMatchObject({
      data: { code: 'connection.refused', message: expect.not.stringContaining('wrong-one') },
    })
    await expect(connectTo(engine, 'imap', { fields: fieldsOf({ certificate: '' }), secrets })).rejects.toMatchObject({
      data: { code: 'service.unreachable', message: expect.stringContaining('self-signed') },
    })
    const starttls = fieldsOf({ port: String(server.port), security: 'starttls' })
    expect(await connectTo(engine, 'imap', { fields: starttls, secrets })).toMatch(/^connection_/)
    await expect(
      connectTo(engine, 'imap', { fields: { ...starttls, certificate: '' }, secrets }),
    ).rejects.toMatchObject({
      data: { kind: 'external' },
    })
  }, 20_000)

  const listener = (params: JsonObject) =>
    drawWorkflow('begin -> say', {
      begin: { type: 'imap.new-mail', params },
      say: { type: 'template', params: { text: '{{ begin.subject }}' } },
    })

  test('new mail begins runs as it comes (IDLE), and none is lost while the program is closed', async () => {
    const { engine } = await openMail()
    const workflowId = await publish(engine, listener({ way: 'socket' }))
    await until('it looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
    await deliver('idle-1')
    await runsOf(engine, workflowId, 1)
    await until('it looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
    await deliver('idle-2', 'idle-3')
    const runs = await runsOf(engine, workflowId, 3)
    expect(runs.map(subjectOf)).toEqual(['idle-1', 'idle-2', 'idle-3'])
    expect(await triggerOf(engine, workflowId)).toMatchObject({ way: 'socket', error: null })
    await engine.client.triggers.setActive({ workflowId, active: false })
    const { dataDir } = engine
    await deliver('closed-1')
    await engine.close()
    const again = await openTestEngine({ dataDir })
    await again.client.triggers.setActive({ workflowId, active: true })
    const all = await runsOf(again, workflowId, 4)
    expect(all.map(subjectOf).at(-1)).toBe('closed-1')
  }, 30_000)

  test('new mail begins runs by looking again and again', async () => {
    const clock = createHandClock()
    const { engine } = await openMail({ clock })
    const workflowId = await publish(engine, listener({ way: 'poll', everySeconds: 10 }))
    await until('it looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
    await deliver('polled')
    const runs = await until('it began', async () => {
      clock.pass(10_000)
      return (await engine.client.runs.list({ workflowId, limit: 10 })).length > 0
    }).then(() => runsOf(engine, workflowId, 1))
    expect(runs.map(subjectOf)).toEqual(['polled'])
  }, 20_000)
})
