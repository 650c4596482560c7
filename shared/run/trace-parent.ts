import type { TraceParent } from './events.ts'

/**
 * The trace a caller is part of, by its `traceparent` and `tracestate` headers; undefined where it says nothing that makes
 * sense. As strict as the Recommendation (https://www.w3.org/TR/trace-context/): what is malformed is ignored as a whole,
 * and a malformed `tracestate` alone leaves the rest standing.
 */
export function parseTraceParent(traceparent: string | null, tracestate: string | null): TraceParent | undefined {
  const [, version, traceId, parentId, flags, more] = parentPattern.exec(traceparent ?? '') ?? []
  if (version === undefined || traceId === undefined || parentId === undefined || flags === undefined) return undefined
  // ff is no version; the first has nothing after its flags, and later ones something that is separated from them.
  if (version === 'ff' || (version === '00' && more !== '')) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(parentId)) return undefined
  const state = parseTraceState(tracestate)
  const isSampled = (Number.parseInt(flags, 16) & 1) === 1
  return { traceId, parentId, isSampled, ...(state !== undefined && { state }) }
}

/** A `traceparent` of the version there is. */
export function formatTraceParent({ traceId, parentId, isSampled }: Omit<TraceParent, 'state'>): string {
  return `00-${traceId}-${parentId}-${isSampled ? '01' : '00'}`
}

const parentPattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})((?:-.*)?)$/
const memberKey = /^(?:[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})$/
/** Printable ASCII without `,` and `=`, not ending in a space. */
const memberValue = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/
const mostMembers = 32
/** What is handed on at least; beyond it, large members go first, then the oldest, which stand last. */
const mostChars = 512
const largeMemberChars = 128

function parseTraceState(text: string | null): string | undefined {
  const members = (text ?? '')
    .split(',')
    .map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((member) => member !== '')
  const keys = new Set<string>()
  for (const member of members) {
    const at = member.indexOf('=')
    const key = member.slice(0, at)
    if (at < 0 || !memberKey.test(key) || !memberValue.test(member.slice(at + 1)) || keys.has(key)) return undefined
    keys.add(key)
  }
  if (members.length === 0 || members.length > mostMembers) return undefined
  return shorten(members)
}

function shorten(members: string[]): string | undefined {
  let kept = members
  if (kept.join(',').length > mostChars) kept = kept.filter((member) => member.length <= largeMemberChars)
  while (kept.join(',').length > mostChars) kept = kept.slice(0, -1)
  return kept.length === 0 ? undefined : kept.join(',')
}
