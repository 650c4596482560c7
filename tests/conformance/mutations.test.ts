import { describe, expect, test } from 'vitest'
import { integrations } from '../../electron/engine/integrations/registry.ts'
import { isJsonObject, type Json } from '../../shared/json.ts'
import { callsOf, type ExampleCall } from './calls.ts'
import { exceptionsOf } from './check-integration.ts'
import type { Operation, SentBody, SentCall, VendorDocument } from './document.ts'
import { documents } from './documents.ts'
import { loadDocument } from './load-document.ts'

/*
 * A check that lets everything through would pass as well. So every call that fits its document is broken on purpose,
 * one thing at a time, and each break has to be found.
 */

type Break = { what: string; sent: SentCall }

/** Breaks of a call that its document says are wrong. */
function breaksOf({ sent }: ExampleCall, { wants }: Operation): Break[] {
  const breaks: Break[] = [
    { what: 'an unknown query parameter', sent: { ...sent, query: { ...sent.query, niti_unknown: '1' } } },
  ]
  for (const name of wants.query.filter((name) => name in sent.query)) {
    const { [name]: _gone, ...query } = sent.query
    breaks.push({ what: `no query.${name}`, sent: { ...sent, query } })
  }
  const { body } = sent
  if (!body || body.kind === 'text' || body.kind === 'file' || !isJsonObject(body.value)) return breaks
  const { value } = body
  const withBody = (changed: Json): SentCall => ({ ...sent, body: { ...body, value: changed } satisfies SentBody })
  if (!wants.isBodyOpen) breaks.push({ what: 'an unknown body field', sent: withBody({ ...value, niti_unknown: 1 }) })
  for (const name of wants.body.filter((name) => name in value)) {
    const { [name]: _gone, ...rest } = value
    breaks.push({ what: `no body.${name}`, sent: withBody(rest) })
  }
  return breaks
}

/** Null for a call that is not there at all. */
function isFound(document: VendorDocument, sent: SentCall): boolean {
  const operation = document.findOperation(sent)
  return operation === null || operation.checkRequest(sent).length > 0
}

for (const integration of integrations.values()) {
  const { id } = integration
  const entry = documents[id]
  // conformance.test.ts says aloud that there is none.
  if (entry && 'none' in entry) continue
  describe(id, () => {
    test(`${id}: whatever is broken in a call is found`, (context) => {
      const loaded = loadDocument(id)
      if ('missing' in loaded) {
        context.skip(loaded.missing)
        return
      }
      const { document } = loaded
      const missed: string[] = []
      let tried = 0
      for (const call of callsOf(integration)) {
        const operation = document.findOperation(call.sent)
        const { absent = {}, wrong = {} } = exceptionsOf(id)
        if (!operation || call.part in absent || call.part in wrong) continue
        const breaks = breaksOf(call, operation)
        tried += breaks.length
        missed.push(...breaks.filter(({ sent }) => !isFound(document, sent)).map(({ what }) => `${call.name}: ${what}`))
        const elsewhere = { ...call.sent, path: `/niti-unknown${call.sent.path}` }
        if (document.findOperation(elsewhere)) missed.push(`${call.name}: another path`)
        if (document.findOperation({ ...call.sent, method: 'TRACE' })) missed.push(`${call.name}: another method`)
      }
      expect(missed).toEqual([])
      expect(tried).toBeGreaterThan(0)
    })
  })
}

test('replies of another form are found in most documents', (context) => {
  let described = 0
  let found = 0
  for (const integration of integrations.values()) {
    const loaded = loadDocument(integration.id)
    if ('missing' in loaded) continue
    for (const { sent, reply } of callsOf(integration).filter(({ reply }) => reply.isJson)) {
      const operation = loaded.document.findOperation(sent)
      if (!operation) continue
      described += 1
      const other = { ...reply, body: Array.isArray(reply.body) ? 'wrong' : [1] }
      if (operation.checkReply(other, sent).length > 0) found += 1
    }
  }
  if (described === 0) context.skip('no document is beside the project')
  // The rest are replies of which a document says nothing, such as those that are empty.
  expect(found / described).toBeGreaterThan(0.75)
})
