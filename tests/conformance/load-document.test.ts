import { expect, test } from 'vitest'
import { integrations } from '../../electron/engine/integrations/registry.ts'
import { callsOf } from './calls.ts'
import { checkCall } from './check-integration.ts'
import { documents } from './documents.ts'
import { loadDocument, loadEntry } from './load-document.ts'
import { readOpenApi } from './openapi.ts'
import { formatReport } from './report.ts'

test('a document that is not there is said to be missing, and nothing is checked against it', () => {
  expect(loadEntry({ kind: 'openapi', files: ['nobody/openapi.json'] })).toEqual({
    missing: 'nobody/openapi.json is not beside the project',
  })
})

test('every integration has its place in the table, and nothing else is asked about', () => {
  expect([...integrations.keys()].filter((id) => !documents[id])).toEqual([])
  expect(() => loadDocument('nobody')).toThrow('documents.ts says nothing of nobody')
})

test('every reason for not checking says where the vendor documents it', () => {
  const reasons = Object.entries(documents).flatMap(([id, entry]) => {
    if ('none' in entry) return [{ id, why: entry.none }]
    const wrong = Object.values(entry.wrong ?? {}).map(({ why }) => why)
    return [...Object.values(entry.absent ?? {}), ...wrong].map((why) => ({ id, why }))
  })
  expect(reasons.filter(({ why }) => !why.includes('https://'))).toEqual([])
})

const emptyDocument = readOpenApi({ paths: { '/there': { get: { responses: { 200: {} } } } } })
const call = {
  ...{ name: 'acme.there', part: 'there', origin: 'https://acme.example', pages: [] },
  sent: { method: 'GET', path: '/there', query: {}, headers: {} },
  reply: { status: 200, body: null, isJson: true },
  served: { reply: { body: null }, reads: 'json' as const },
}

test('a call that the document does not have fails, unless the table says why', () => {
  const gone = { ...call, part: 'gone', sent: { ...call.sent, path: '/gone' } }
  expect(checkCall(emptyDocument, gone, {}).findings).toEqual(["GET /gone is not in the vendor's document"])
  expect(checkCall(emptyDocument, gone, { absent: { gone: 'newer' } })).toMatchObject({
    findings: [],
    exception: 'newer',
  })
  expect(checkCall(emptyDocument, call, { absent: { there: 'newer' } }).findings).toEqual([
    'tests/conformance/documents.ts says the document does not have it, but it has GET /there',
  ])
})

test('a finding is let through only where the table names it', () => {
  const asked = { ...call, sent: { ...call.sent, query: { a: '1' } } }
  const finding = 'query.a is not a parameter of GET /there'
  expect(checkCall(emptyDocument, asked, {}).findings).toEqual([finding])
  const other = { there: { finding: /^query\.b/, why: 'b' } }
  expect(checkCall(emptyDocument, asked, { wrong: other })).toMatchObject({ findings: [finding], tolerated: null })
  const named = { there: { finding: /^query\.a/, why: 'a' } }
  expect(checkCall(emptyDocument, asked, { wrong: named })).toMatchObject({ findings: [], tolerated: 'a' })
})

test('the report counts actions apart from looks and tests, and says why some are not checked', () => {
  const checked = (part: string, more: object) => ({
    ...call,
    part,
    findings: [],
    exception: null,
    tolerated: null,
    ...more,
  })
  const report = formatReport([
    {
      id: 'acme',
      actions: ['there', 'gone', 'odd'],
      calls: [
        checked('there', {}),
        checked('gone', { exception: 'newer' }),
        checked('odd', { findings: ['x'] }),
        checked('test', {}),
      ],
      missing: null,
    },
    { id: 'zeta', actions: ['a'], calls: [], missing: 'not checkable: none published' },
  ])
  expect(report.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['integration', 'actions', 'checked', 'failed', 'not checkable', 'looks and tests', 'failed', 'why not'],
    ['acme', '3', '2', '1', '1', '1', '0', 'gone: newer'],
    ['zeta', '1', '0', '0', '1', '0', '0', 'not checkable: none published'],
    ['total', '4', '2', '1', '2', '1', '0'],
  ])
})

test('replies made from a document fit it', (context) => {
  const wrong: string[] = []
  let made = 0
  for (const integration of integrations.values()) {
    const loaded = loadDocument(integration.id)
    if ('missing' in loaded) continue
    for (const { name, sent, reply } of callsOf(integration)) {
      const operation = reply.isJson ? loaded.document.findOperation(sent) : null
      const answer = operation?.makeReply()
      if (!operation || !answer || answer.body === null) continue
      made += 1
      const findings = operation.checkReply({ ...answer, isJson: true }, sent)
      wrong.push(...findings.map((finding) => `${name}: ${finding}`))
    }
  }
  if (made === 0) context.skip('no document is beside the project')
  expect(wrong).toEqual([])
})
