import { randomUUID } from 'node:crypto'
import type { RunSummary } from '../../../shared/contract/runs.ts'
import type { Json } from '../../../shared/json.ts'
import { clipEvent } from '../../../shared/run/clip.ts'
import { mapEventValues } from '../../../shared/run/event-values.ts'
import type { RunEvent } from '../../../shared/run/events.ts'
import { createSpanFold } from '../../../shared/run/fold-spans.ts'
import { type OtlpRun, otlpSpan, resourceSpansOf } from '../../../shared/run/otlp.ts'
import { contentKey, createContentCollector, type SpanContent } from '../../../shared/run/otlp-content.ts'
import type { Span } from '../../../shared/run/span.ts'
import { readStored } from '../../../shared/run/stored-value.ts'
import { giveWay } from '../event-loop-turn.ts'
import type { BlobsStore } from '../store/blobs.store.ts'
import type { RunIdentity, RunsStore } from '../store/runs.store.ts'

type Parts = {
  store: Pick<RunsStore, 'storedEvents' | 'document'>
  blobs: Pick<BlobsStore, 'read'>
  version: string
  nowMs: number
}

/** Few at once, as each may be tens of kilobytes long. */
const eventsAtOnce = 100
const pieceCharacters = 64 * 1024

async function* storedEvents(store: Pick<RunsStore, 'storedEvents'>, run: RunIdentity): AsyncGenerator<RunEvent> {
  for (let after = 0; ; ) {
    const page = store.storedEvents(run, after, eventsAtOnce)
    yield* page
    const last = page.at(-1)
    if (!last) return
    after = last.seq
    await giveWay()
  }
}

/** Texts put together to pieces of about 64 KB; a longer one is cut up, so that none holds up what it goes through. */
async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<{ text: string }> {
  let piece = ''
  for await (const text of texts) {
    piece += text
    if (piece.length < pieceCharacters) continue
    let from = 0
    for (; piece.length - from >= pieceCharacters; ) {
      let to = from + pieceCharacters
      // Never between the halves of one character: each piece is turned into bytes by itself.
      if (/[\ud800-\udbff]/.test(piece.charAt(to - 1))) to--
      yield { text: piece.slice(from, to) }
      from = to
    }
    piece = piece.slice(from)
  }
  if (piece !== '') yield { text: piece }
}

/**
 * A run as one JSON object: its summary, its document, and all its events with large values whole. Of large values one is
 * in memory at a time, as text; the bytes of files that values name are not part of it.
 */
export function exportAsJson(parts: Parts, run: RunIdentity, summary: RunSummary): AsyncGenerator<{ text: string }> {
  return inPieces(jsonTexts(parts, run, summary))
}

async function* jsonTexts({ store, blobs, version }: Parts, run: RunIdentity, summary: RunSummary) {
  const document = store.document(run.runId) ?? null
  const head = { format: 'niti-run', formatVersion: 1, niti: version, run: summary, document }
  yield `${JSON.stringify(head).slice(0, -1)},"events":[`
  const mark = `niti-value-${randomUUID()}:`
  let separator = '\n'
  for await (const event of storedEvents(store, run)) {
    yield separator
    separator = ',\n'
    yield* eventTexts(event, mark, blobs)
  }
  yield '\n]}\n'
}

/** The event as JSON; where a large value was put beside it, its own JSON stands, read when its turn comes. */
function* eventTexts(event: RunEvent, mark: string, blobs: Pick<BlobsStore, 'read'>): Generator<string> {
  const marked = mapEventValues(event, (stored): Json => {
    const read = readStored(stored)
    return 'value' in read ? read.value : `${mark}${read.ref.id}`
  })
  const [first = '', ...others] = JSON.stringify(marked).split(`"${mark}`)
  yield first
  for (const other of others) {
    const end = other.indexOf('"')
    yield blobs.read(other.slice(0, end)).toString()
    yield other.slice(end + 1)
  }
}

/** The traces of a run in OTLP's JSON form. What was said is cut where it is long; only spans are held in memory. */
export function exportAsOtlp(
  parts: Parts,
  run: RunIdentity,
  summary: RunSummary,
  { withContent }: { withContent: boolean },
): AsyncGenerator<{ text: string }> {
  return inPieces(otlpTexts(parts, run, summary, withContent))
}

async function* otlpTexts(
  { store, version, nowMs }: Parts,
  run: RunIdentity,
  summary: RunSummary,
  withContent: boolean,
) {
  const fold = createSpanFold()
  let otlpRun = runOf(summary, nowMs)
  for await (const event of storedEvents(store, run)) {
    if (event.type === 'run-queued' && event.trace) otlpRun = { ...otlpRun, trace: event.trace }
    fold.take(event)
  }
  const source = JSON.stringify({ resourceSpans: [resourceSpansOf([], { version })] })
  const [before, after] = source.split('"spans":[]')
  yield `${before}"spans":[`
  let separator = '\n'
  const tell = (span: Span, content?: SpanContent) => {
    const text = `${separator}${JSON.stringify(otlpSpan(otlpRun, span, content))}`
    separator = ',\n'
    return text
  }
  const spans = fold.spans()
  const contents = withContent ? contentsOf(spans, store, run) : null
  const told = new Set<Span>()
  if (contents) {
    for await (const { span, content } of contents) {
      if (told.has(span)) continue
      told.add(span)
      yield tell(span, content)
    }
  }
  for (const [index, span] of spans.entries()) {
    if (!told.has(span)) yield tell(span)
    const turn = index % 64 === 0 ? giveWay() : null
    if (turn) await turn
  }
  yield `\n]${after}\n`
}

/** Spans with what was said, each as soon as that is whole. A call that a stop cut off and that went on has two spans. */
async function* contentsOf(spans: Span[], store: Pick<RunsStore, 'storedEvents'>, run: RunIdentity) {
  const byKey = new Map<string, Span[]>()
  for (const span of spans) {
    const key = contentKey(span)
    if (key !== null) byKey.set(key, [...(byKey.get(key) ?? []), span])
  }
  const collector = createContentCollector()
  for await (const event of storedEvents(store, run)) {
    const whole = collector.take(clipEvent(event))
    if (whole) for (const span of byKey.get(whole.key) ?? []) yield { span, content: whole.content }
  }
  for (const { key, content } of collector.rest()) for (const span of byKey.get(key) ?? []) yield { span, content }
}

function runOf(
  { runId, workflowId, workflowName, trigger, status, microUsd, isDryRun }: RunSummary,
  untilMs: number,
): OtlpRun {
  return { runId, workflowId, workflowName, trigger, status, microUsd, isDryRun, conversationId: null, untilMs }
}
