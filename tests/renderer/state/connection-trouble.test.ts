import { describe, expect, it } from 'vitest'
import {
  connectionIssues,
  connectionParam,
  connectionTrouble,
  troubleWords,
} from '../../../renderer/state/connection-trouble.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { catalogue, entryOf } from '../support/catalogue.ts'
import { connectionTo, serviceNodes } from '../support/services.ts'

const types = new Map([...catalogue, ...serviceNodes.map((entry) => [entry.type, entry] as const)])
const slack = connectionTo('slack')

describe('connectionTrouble', () => {
  it('is well with the only one there is, and with the one that was chosen', () => {
    expect(connectionTrouble('', [slack], false)).toBeNull()
    expect(
      connectionTrouble(slack.connectionId, [slack, connectionTo('slack', { connectionId: 'b' })], false),
    ).toBeNull()
  })

  it('says which kind of trouble it is', () => {
    const second = connectionTo('slack', { connectionId: 'b' })
    expect(connectionTrouble('', [], false)?.kind).toBe('none')
    expect(connectionTrouble('', [slack, second], false)?.kind).toBe('several')
    expect(connectionTrouble('gone', [slack], false)?.kind).toBe('gone')
    expect(connectionTrouble('', [{ ...slack, state: 'expired' }], false)).toMatchObject({
      kind: 'expired',
      connection: { connectionId: slack.connectionId },
    })
    expect(connectionTrouble('', [{ ...slack, state: 'untested' }], false)).toBeNull()
  })

  it('wants none where the service needs none', () => {
    expect(connectionTrouble('', [], true)).toBeNull()
    expect(connectionTrouble('gone', [], true)?.kind).toBe('gone')
  })
})

it('knows which param of a node type names the connection', () => {
  const send = types.get('slack.send-message')
  expect(send && connectionParam(send)).toEqual({ name: 'connection', integrationId: 'slack', usedWhen: null })
  expect(connectionParam(entryOf('template'))).toBeNull()
})

describe('connectionIssues', () => {
  const document = drawWorkflow('start -> send, start -> loop', {
    start: { type: 'manual' },
    send: { type: 'slack.send-message', params: { channel: '#general', text: 'Hi' } },
    loop: {
      type: 'each',
      graph: {
        nodes: { inner: { type: 'slack.list-channels', version: 1, params: {}, position: { x: 0, y: 0 } } },
        edges: [],
      },
    },
  })
  const issues = (connections = [slack]) => connectionIssues(document, types, { connections, open: new Set() })

  it('finds every node of a service that is not connected, inside containers as well', () => {
    expect(issues([]).map(({ nodeId, at, integrationId, severity }) => [nodeId, at, integrationId, severity])).toEqual([
      ['send', [], 'slack', 'error'],
      ['inner', ['loop'], 'slack', 'error'],
    ])
    expect(issues([])[0]).toMatchObject({ message: 'Slack is not connected yet.', field: 'params.connection' })
  })

  it('has nothing to say where it works, and warns where it did not the last time', () => {
    expect(issues()).toEqual([])
    const error = { kind: 'external' as const, code: 'service.failed', message: 'Slack did not answer.' }
    const [failing] = issues([{ ...slack, state: 'failing', error }])
    expect(failing).toMatchObject({ severity: 'warning', connectionId: slack.connectionId })
    expect(failing?.message).toContain('Slack did not answer.')
  })

  it('leaves what an expression decides, and what is switched off, to the run', () => {
    const set = (change: object) => ({
      ...document,
      nodes: { send: { ...document.nodes.send, ...change } } as typeof document.nodes,
    })
    const none = { connections: [], open: new Set<string>() }
    expect(connectionIssues(set({ params: { connection: '{{ input.account }}' } }), types, none)).toEqual([])
    expect(connectionIssues(set({ disabled: true }), types, none)).toEqual([])
  })
})

it('names the connection in words', () => {
  const connection = { ...slack, title: 'Team' }
  expect(troubleWords({ kind: 'expired', connection }, 'Slack')).toBe('“Team” has to be signed in again.')
  expect(troubleWords({ kind: 'several', connection: null }, 'Slack')).toContain('several connections to Slack')
})
