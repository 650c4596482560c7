import { describe, expect, test } from 'vitest'
import type { Json } from '../../shared/json.ts'
import type { GivenReply, SentBody, SentCall, VendorDocument } from './document.ts'

/** A small document of one kind, a call that fits it, and what is found when one thing of it is wrong. */
type Kind = {
  document: VendorDocument
  call: Partial<SentCall> & Pick<SentCall, 'method' | 'path'>
  reply: Json
  status?: number
  /** By what is wrong; null where the document has no such call at all. */
  wrong: Record<string, { call?: Changes; reply?: Json; status?: number; finds: string | null }>
}

/** `body: undefined` takes the body away. */
type Changes = Partial<Omit<SentCall, 'body'>> & { body?: SentBody | undefined }

export const json = (value: Json): { body: SentBody } => ({ body: { kind: 'json', value } })
export const form = (value: Json): { body: SentBody } => ({ body: { kind: 'form', value } })

/** A check that cannot fail is worth nothing: what is right passes, and each thing that is wrong is found. */
export function testKind(kind: string, { document, call, reply, status = 200, wrong }: Kind): void {
  const findings = ({ body = call.body, ...changed }: Changes, isBare: boolean, given: GivenReply) => {
    const sent: SentCall = { query: {}, headers: {}, ...call, ...changed, ...(body && { body }) }
    if (isBare) delete sent.body
    const operation = document.findOperation(sent)
    return operation && [...operation.checkRequest(sent), ...operation.checkReply(given, sent)]
  }

  describe(`a document of ${kind}`, () => {
    test('finds nothing where all fits', () => {
      expect(findings({}, false, { status, body: reply, isJson: true })).toEqual([])
    })
    for (const [what, one] of Object.entries(wrong)) {
      const { call: changed = {}, reply: body = reply, status: given = status, finds } = one
      test(`finds ${what}`, () => {
        const isBare = 'body' in changed && changed.body === undefined
        const found = findings(changed, isBare, { status: given, body, isJson: true })
        if (finds === null) expect(found).toBeNull()
        else expect(found).toContain(finds)
      })
    }
  })
}
