import { expect, test } from 'vitest'
import type { Integration } from '../../electron/engine/integrations/define-integration.ts'
import { textsAt } from '../../electron/engine/integrations/texts-at.ts'
import { isJsonObject } from '../../shared/json.ts'
import { createHandClock, type HandClock } from '../support/hand-clock.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'
import { connectTiny, defineTiny, openTiny, signed, withInput, workflowOf } from './service-kit.ts'
import { envelope, startSlack } from './slack-server.ts'

const likeSlack = (url: string): Integration =>
  defineTiny(url, {
    complaint: ({ body }) =>
      isJsonObject(body) && body.ok === false ? { message: String(body.error), isSignIn: false } : null,
    webhook: { ...signed, deliveryId: { body: 'event_id' }, hidden: ['token'] },
    trigger: {
      socket: { kind: 'slack' },
      webhook: {
        matches: ({ body }, { list }) => textsAt(body, 'event.channel')[0] === list,
        payload: ({ body }) => (isJsonObject(body) ? (body.event ?? null) : null),
        events: ['message'],
      },
    },
  })

const message = (id: string, channel = 'inbox') => ({
  ...{ token: 'verification-token', team_id: 'T1', type: 'event_callback', event_id: id },
  event: { type: 'message', channel, text: `Text of ${id}` },
})

async function openSlack(secrets: Record<string, string> = { token: 'xoxb-good', appToken: 'xapp-good' }) {
  const slack = await startSlack()
  const clock = createHandClock()
  const engine = await openTiny(likeSlack(slack.url), { clock })
  await connectTiny(engine, secrets)
  return { slack, clock, engine }
}

const passUntil = (what: string, clock: HandClock, isSo: () => boolean) =>
  until(what, () => {
    clock.pass(500)
    return isSo()
  })

test('an event over the socket begins a run, is acknowledged once it is recorded, and begins nothing a second time', async () => {
  const { slack, engine } = await openSlack()
  const workflowId = await publish(engine, workflowOf({}))
  const socket = await slack.socket(1)
  expect(slack.asked).toEqual(['POST /apps.connections.open Bearer xapp-good'])
  expect(await triggerOf(engine, workflowId)).toMatchObject({
    ...{ way: 'socket', url: null, error: null, summary: 'Tiny: New item; keeps a connection open' },
  })
  socket.send(envelope('e1', message('Ev1')))
  socket.send(envelope('e2', message('Ev2', 'elsewhere')))
  socket.send(envelope('e3', message('Ev1')))
  await until('all are acknowledged', () => slack.acks.length === 3)
  expect(slack.acks).toEqual(['e1', 'e2', 'e3'])
  const [run] = await runsOf(engine, workflowId, 1)
  expect(run?.nodes.begin?.outputs?.out).toEqual({ type: 'message', channel: 'inbox', text: 'Text of Ev1' })
  const { deliveries } = await engine.client.integrations.deliveries({ workflowId, node: 'begin' })
  expect(deliveries.map(({ method, outcome }) => [method, outcome])).toEqual([
    ['SOCKET', 'repeated'],
    ['SOCKET', 'started'],
  ])
  expect(deliveries[1]?.body).toContain('[hidden]')
  expect(JSON.stringify(deliveries)).not.toContain('verification-token')
  const again = await engine.client.integrations.replay({ deliveryId: deliveries[1]?.deliveryId ?? 0 })
  expect(again.outcome).toBe('started')
})

test('triggers of one connection share a socket; each is given what it waits for', async () => {
  const { slack, engine } = await openSlack()
  const inbox = await publish(engine, workflowOf({}), 'Inbox')
  await slack.socket(1)
  const other = await publish(engine, workflowOf({ list: 'other' }), 'Other')
  const socket = await slack.socket(2)
  await until('the first is closed', () => slack.sockets[0]?.readyState === 3)
  socket.send(envelope('e1', message('Ev1', 'other')))
  socket.send(envelope('e2', message('Ev2')))
  expect((await runsOf(engine, other, 1))[0]?.nodes.begin?.outputs?.out).toMatchObject({ text: 'Text of Ev1' })
  expect((await runsOf(engine, inbox, 1))[0]?.nodes.begin?.outputs?.out).toMatchObject({ text: 'Text of Ev2' })
  await engine.client.triggers.setActive({ workflowId: inbox, active: false })
  await engine.client.triggers.setActive({ workflowId: other, active: false })
  await until('nobody listens', () => slack.sockets.every(({ readyState }) => readyState === 3))
})

test('Slack asks for another socket and gets it at once; one that breaks is opened again after a while', async () => {
  const { slack, clock, engine } = await openSlack()
  const workflowId = await publish(engine, workflowOf({}))
  const first = await slack.socket(1)
  first.send(envelope('e1', message('Ev1')))
  first.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} }))
  const second = await slack.socket(2)
  expect(slack.acks).toEqual(['e1'])
  second.send(envelope('e2', message('Ev2')))
  await runsOf(engine, workflowId, 2)
  second.terminate()
  await until('it says so', async () => (await triggerOf(engine, workflowId)).error?.includes('broke'))
  await passUntil('a third socket', clock, () => slack.sockets.length === 3)
  await until('it says so no more', async () => (await triggerOf(engine, workflowId)).error === null)
  // Nothing comes for two minutes, not even a ping: it is dead.
  await passUntil('a fourth socket', clock, () => slack.sockets.length === 4)
  slack.sockets[3]?.send(JSON.stringify({ type: 'disconnect', reason: 'link_disabled' }))
  await until('it says so', async () =>
    (await triggerOf(engine, workflowId)).error?.includes('Socket Mode is switched off'),
  )
})

test('without the app-level token, or with a wrong one, it says what to do', async () => {
  const { slack, clock, engine } = await openSlack({ token: 'xoxb-good' })
  const workflowId = await publish(engine, workflowOf({}))
  await until('it says so', async () => (await triggerOf(engine, workflowId)).error?.includes('connections:write'))
  expect(slack.asked).toEqual([])
  const [connection] = await engine.client.integrations.connections({})
  await engine.client.integrations.connect({
    ...{ integrationId: 'tiny', method: 'key', connectionId: connection?.connectionId, allowPrivate: true },
    secrets: { token: 'xoxb-good', appToken: 'xapp-wrong' },
  })
  await passUntil('it asks', clock, () => slack.asked.length > 0)
  await until('it says so', async () => (await triggerOf(engine, workflowId)).error?.includes('invalid_auth'))
})

test('an event whose run cannot begin for a reason the person must mend is kept, and not sent for ever', async () => {
  const { slack, engine } = await openSlack()
  const workflowId = await publish(engine, withInput({}))
  const socket = await slack.socket(1)
  socket.send(envelope('e1', message('Ev1')))
  await until('it is acknowledged', () => slack.acks.length === 1)
  const { deliveries } = await engine.client.integrations.deliveries({ workflowId, node: 'begin' })
  expect(deliveries).toMatchObject([{ outcome: 'failed', canReplay: true, reason: expect.stringContaining('folder') }])
})
