import type { Integration } from '../../electron/engine/integrations/define-integration.ts'
import { callsOf, type ExampleCall } from './calls.ts'
import type { VendorDocument } from './document.ts'
import { documents } from './documents.ts'
import { loadDocument } from './load-document.ts'

export type CheckedCall = ExampleCall & {
  /** What does not fit, with where: `body.thread is not a field of chat.postMessage`. */
  findings: string[]
  /** Why the document cannot speak of it; null where it does. */
  exception: string | null
}

export type CheckedIntegration = {
  id: string
  actions: number
  calls: CheckedCall[]
  /** Why no call could be checked; null where the document is there. */
  missing: string | null
}

export function checkIntegration(integration: Integration): CheckedIntegration {
  const { id } = integration
  const actions = Object.keys(integration.actions).length
  const loaded = loadDocument(id)
  if ('missing' in loaded) return { id, actions, calls: [], missing: loaded.missing }
  const absent = absencesOf(id)
  const calls = callsOf(integration).map((call) => checkCall(loaded.document, call, absent[call.part] ?? null))
  return { id, actions, calls, missing: null }
}

/** Calls that the document does not have, and why: by the action's or trigger's name. */
export function absencesOf(integrationId: string): Record<string, string> {
  const entry = documents[integrationId]
  return entry && 'files' in entry ? (entry.absent ?? {}) : {}
}

export function checkCall(document: VendorDocument, call: ExampleCall, absent: string | null): CheckedCall {
  const { sent, next, reply } = call
  const operation = document.findOperation(sent)
  if (!operation) {
    const finding = `${sent.method} ${sent.path} is not in the vendor's document`
    return { ...call, findings: absent ? [] : [finding], exception: absent }
  }
  if (absent) {
    const finding = `tests/conformance/documents.ts says the document does not have it, but it has ${operation.name}`
    return { ...call, findings: [finding], exception: null }
  }
  const request = operation.checkRequest(sent)
  const paging = next ? operation.checkRequest(next).filter((finding) => !request.includes(finding)) : []
  const findings = [
    ...request,
    ...paging.map((finding) => `${finding} (as paging adds it)`),
    ...operation.checkReply(reply, sent),
  ]
  return { ...call, findings, exception: null }
}
