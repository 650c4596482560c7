import type { Json, JsonObject } from '../json.ts'
import type { RunEventBody } from './events.ts'

type Change = (value: Json) => Json

/**
 * The same event with each of its values (what flows on wires, is given to a run or said to a model) changed by `change`;
 * the event itself where it holds none. An `object` given makes the objects that hold values by name.
 */
export function mapEventValues<E extends RunEventBody>(event: E, change: Change, object = mapObject): E {
  return changed(event, change, object) as E // of the same kind: only values inside it differ
}

function changed(event: RunEventBody, change: Change, object: typeof mapObject): RunEventBody {
  // A text that a model was sent or wrote may be stored apart as well; only who asks for stored events sees its mark.
  const text = (whole: string) => change(whole) as string
  switch (event.type) {
    case 'node-finished':
    case 'node-reused':
    case 'run-finished':
      return { ...event, outputs: object(event.outputs, change) }
    case 'node-failed':
      return event.goesOnWith ? { ...event, goesOnWith: object(event.goesOnWith, change) } : event
    case 'node-started':
      return event.params ? { ...event, params: object(event.params, change) } : event
    case 'run-queued': {
      const inputs = object(event.inputs, change)
      return event.payload === undefined ? { ...event, inputs } : { ...event, inputs, payload: change(event.payload) }
    }
    case 'subworkflow-started':
      return { ...event, inputs: object(event.inputs, change) }
    case 'wait-ended':
      return { ...event, answer: change(event.answer) }
    case 'model-call-started':
      return { ...event, messages: event.messages.map((one) => ({ ...one, content: text(one.content) })) }
    case 'model-call-finished':
    case 'model-call-failed':
    case 'agent-said':
      return { ...event, text: text(event.text) }
    case 'tool-call-started':
      return { ...event, input: change(event.input) }
    case 'tool-call-finished':
    case 'tool-call-failed':
      return { ...event, output: text(event.output) }
    default:
      return event
  }
}

function mapObject(values: JsonObject, change: Change): JsonObject {
  // `fromEntries` makes own fields even of names such as `__proto__`.
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]))
}
