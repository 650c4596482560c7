import type { Integration } from '../../electron/engine/integrations/define-integration.ts'
import { callsOf, type ExampleCall } from './calls.ts'
import type { VendorDocument } from './document.ts'
import { type Documents, documents } from './documents.ts'
import { loadDocument } from './load-document.ts'

export type CheckedCall = ExampleCall & {
  /** What does not fit, with where: `body.thread is not a field of chat.postMessage`. */
  findings: string[]
  /** Why the document cannot speak of it; null where it does. */
  exception: string | null
  /** Why a finding is the document's mistake and none of ours; null where nothing is let through. */
  tolerated: string | null
}

export type CheckedIntegration = {
  id: string
  /** Their names. */
  actions: string[]
  calls: CheckedCall[]
  /** Why no call could be checked; null where the document is there. */
  missing: string | null
}

export function checkIntegration(integration: Integration): CheckedIntegration {
  const { id } = integration
  const actions = Object.keys(integration.actions)
  const loaded = loadDocument(id)
  if ('missing' in loaded) return { id, actions, calls: [], missing: loaded.missing }
  const calls = callsOf(integration).map((call) => checkCall(loaded.document, call, exceptionsOf(id)))
  return { id, actions, calls, missing: null }
}

type Exceptions = Pick<Documents, 'absent' | 'wrong'>

/** What the table says of an integration's calls, by the action's or trigger's name. */
export function exceptionsOf(integrationId: string): Exceptions {
  const entry = documents[integrationId]
  return entry && 'files' in entry ? entry : {}
}

export function checkCall(document: VendorDocument, call: ExampleCall, exceptions: Exceptions): CheckedCall {
  const { part, sent, pages, reply } = call
  const exception = exceptions.absent?.[part] ?? null
  const wrong = exceptions.wrong?.[part]
  const operation = document.findOperation(sent)
  if (!operation) {
    const finding = `${sent.method} ${sent.path} is not in the vendor's document`
    return { ...call, findings: exception ? [] : [finding], exception, tolerated: null }
  }
  if (exception) {
    const finding = `tests/conformance/documents.ts says the document does not have it, but it has ${operation.name}`
    return { ...call, findings: [finding], exception: null, tolerated: null }
  }
  const request = operation.checkRequest(sent)
  const paging = pages.flatMap((page) => operation.checkRequest(page)).filter((one) => isOfPaging(one, request))
  const findings = [
    ...request,
    ...[...new Set(paging)].map((finding) => `${finding} (as paging adds it)`),
    ...operation.checkReply(reply, sent),
  ]
  const ours = findings.filter((finding) => !wrong?.finding.test(finding))
  const tolerated = ours.length < findings.length ? (wrong?.why ?? null) : null
  return { ...call, findings: ours, exception: null, tolerated }
}

/** Of a cursor nobody but the service knows what it holds: only its name counts. */
function isOfPaging(finding: string, request: string[]): boolean {
  return !request.includes(finding) && /is not a (parameter|field) of|, (more|less) than /.test(finding)
}
