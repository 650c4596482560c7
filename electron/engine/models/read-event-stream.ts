import { createParser } from 'eventsource-parser'

/**
 * The data of each event of a server-sent event stream, as it arrives. Leaving early closes the stream.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* readEventStream(body: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  let arrived: string[] = []
  const parser = createParser({ onEvent: (event) => arrived.push(event.data) })
  const decoder = new TextDecoder()
  for await (const bytes of body) {
    parser.feed(decoder.decode(bytes, { stream: true }))
    if (arrived.length === 0) continue
    const events = arrived
    arrived = []
    yield* events
  }
  // A server that leaves out the empty line after its last event has said it all the same.
  parser.reset({ consume: true })
  yield* arrived
}
