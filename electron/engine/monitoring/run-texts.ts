import type { Json, JsonObject } from '../../../shared/json.ts'
import { nodePath, type RunEvent } from '../../../shared/run/events.ts'
import { readStored } from '../../../shared/run/stored-value.ts'
import type { BlobsStore } from '../store/blobs.store.ts'
import type { RunIdentity, RunsStore } from '../store/runs.store.ts'

/** A text in a run that words are looked for in. `node` is empty for what is about the run as a whole. */
export type RunText = { where: 'input' | 'output' | 'error' | 'name'; node: string; text: string }

/** Of one run: events that are looked through, characters in all, and characters of one value. */
export const textLimits = { events: 20_000, characters: 400_000, ofValue: 64_000 }

const eventsAtOnce = 200

type Parts = { runsStore: Pick<RunsStore, 'storedEvents' | 'lastSeq'>; blobs: Pick<BlobsStore, 'readStart'> }

type StoredValue = { where: RunText['where']; name?: string; value: Json }

function* portsOf(where: RunText['where'], values: JsonObject): Generator<StoredValue> {
  for (const [name, value] of Object.entries(values)) yield { where, name, value }
}

/** What of an event is searched; values as they are stored. */
function* valuesOf(event: RunEvent): Generator<StoredValue> {
  switch (event.type) {
    case 'run-queued':
      yield* portsOf('input', event.inputs)
      if (event.payload !== undefined) yield { where: 'input', value: event.payload }
      return
    case 'node-started':
      if (event.params) yield* portsOf('input', event.params)
      return
    case 'subworkflow-started':
      yield { where: 'name', value: event.workflowName }
      yield* portsOf('input', event.inputs)
      return
    case 'run-finished':
    case 'node-finished':
    case 'node-reused':
      // How a run failed stands in its row.
      yield* portsOf('output', event.outputs)
      return
    case 'node-failed':
      yield { where: 'error', value: `${event.error.message} (${event.error.code})` }
      if (event.goesOnWith) yield* portsOf('output', event.goesOnWith)
      return
    case 'node-retried':
    case 'model-call-retried':
      yield { where: 'error', value: event.error.message }
      return
    case 'model-call-failed':
      yield { where: 'error', value: event.error.message }
      yield { where: 'output', value: event.text }
      return
    case 'tool-call-started':
      yield { where: 'input', value: event.input }
      return
    case 'tool-call-failed':
      yield { where: 'error', value: event.output }
      return
    case 'tool-call-finished':
      yield { where: 'output', value: event.output }
      return
    case 'model-call-finished':
    case 'node-logged':
    case 'agent-said':
      yield { where: 'output', value: event.text }
      return
    case 'wait-ended':
      yield { where: 'input', value: event.answer }
      return
    default:
      // Counts, costs and the like: nobody looks for them by words.
      return
  }
}

/** Reads the texts of runs, one after the other, from their stored events; of each run as much as `textLimits` says. */
export function createRunTexts({ runsStore, blobs }: Parts) {
  /** The beginning of a value as text. */
  function textOf({ name, value }: StoredValue): string {
    const said = sayValue(value)
    return said === '' || name === undefined ? said : `${name}: ${said}`
  }

  function sayValue(value: Json): string {
    const there = readStored(value)
    if ('ref' in there) return plain(blobs.readStart(there.ref.id, textLimits.ofValue).toString())
    if (typeof there.value === 'string') return there.value.slice(0, textLimits.ofValue).normalize('NFC')
    return plain(JSON.stringify(there.value).slice(0, textLimits.ofValue))
  }

  return {
    /** How many events it has by now. */
    lastSeq: (run: RunIdentity): number => runsStore.lastSeq(run),

    /** Each with its event; empty texts left out. Whoever takes them may stop or pause between two. */
    *of(run: RunIdentity): Generator<{ event: RunEvent; text: RunText | null }> {
      let [characters, events] = [0, 0]
      for (let after = 0; ; ) {
        const page = runsStore.storedEvents(run, after, eventsAtOnce)
        for (const event of page) {
          // What nobody searches is passed on as well: it may say of a failure.
          yield { event, text: null }
          const node = 'node' in event ? nodePath(event.scope, event.node) : ''
          for (const stored of valuesOf(event)) {
            const text = textOf(stored)
            if (text === '') continue
            yield { event, text: { where: stored.where, node, text } }
            characters += text.length
            if (characters > textLimits.characters) return
          }
          after = event.seq
        }
        events += page.length
        if (page.length < eventsAtOnce || events >= textLimits.events) return
      }
    },
  }
}

export type RunTexts = ReturnType<typeof createRunTexts>

/** JSON to be read by words: what stands for signs becomes them, so that `\\n` begins no word. */
function plain(text: string): string {
  return text.replaceAll(/\\(?:u[\da-fA-F]{4}|.)/g, ' ').normalize('NFC')
}
