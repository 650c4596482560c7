import type { RunEventBody } from '../../../shared/run/events.ts'
import { createBlobsStore } from './blobs.store.ts'
import { createEventBodies } from './event-bodies.ts'
import type { Db } from './open-database.ts'
import { eventKeyOf, type RunIdentity } from './runs.store.ts'

/** A call of a model or, with `turn`, of a tool; `message` counts those of the request, and none is the answer. */
export type SaidAt = { scope: string; node: string; callId: string; turn?: number; message?: number }

const asked: RunEventBody['type'][] = ['model-call-started']
const answered: RunEventBody['type'][] = ['model-call-finished', 'model-call-failed']
const told: RunEventBody['type'][] = ['tool-call-finished', 'tool-call-failed']

/** Texts said to models, by models and by tools, whole. */
export function createSaidTexts(db: Db) {
  const bodies = createEventBodies(createBlobsStore(db))
  const select = db.prepare<object, { body: string }>(`
    SELECT body FROM events WHERE event_key > @first AND event_key < @last
      AND body ->> '$.type' IN (SELECT value FROM json_each(@types))
      AND body ->> '$.callId' = @callId AND body ->> '$.node' = @node AND body ->> '$.scope' = @scope
      AND (@turn IS NULL OR body ->> '$.turn' = @turn)
    ORDER BY event_key DESC LIMIT 1`)

  /** undefined: the run holds no such text. */
  return ({ runNumber }: RunIdentity, { scope, node, callId, turn, message }: SaidAt): string | undefined => {
    const types = turn !== undefined ? told : message !== undefined ? asked : answered
    const row = select.get({
      ...{ first: eventKeyOf(runNumber, 0), last: eventKeyOf(runNumber + 1, 0), types: JSON.stringify(types) },
      ...{ callId, node, scope, turn: turn ?? null },
    })
    const body = row && bodies.decode(row.body)
    if (body?.type === 'model-call-started') return body.messages[message ?? 0]?.content
    if (body?.type === 'model-call-finished' || body?.type === 'model-call-failed') return body.text
    return body && 'output' in body ? body.output : undefined
  }
}
