import { WebSocket } from 'ws'
import type { Clock } from '../../../shared/clock.ts'
import { externalError } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'

/** What Slack sends over a socket; see https://docs.slack.dev/apis/events-api/using-socket-mode. */
export type SlackEnvelope = { envelopeId: string; type: string; payload: Json }

type Options = {
  url: string
  clock: Clock
  signal: AbortSignal
  /** Slack greets: the socket is open. */
  onHello(): void
  /** True: it is dealt with, and Slack is told so. False: Slack sends it again. One at a time, in order. */
  onEnvelope(envelope: SlackEnvelope): Promise<boolean>
}

/** Slack pings about every half minute; one that is silent for so long is dead. */
const longestSilenceMs = 120_000
const lookEveryMs = 30_000
const mostBytes = 16_000_000

/**
 * Keeps one socket open until it ends. `refresh`: Slack asked for another one, as it does every few hours. Rejects where
 * it cannot be opened, breaks, or Socket Mode was switched off.
 */
export async function runSlackSocket({ url, clock, signal, onHello, onEnvelope }: Options): Promise<'refresh'> {
  signal.throwIfAborted()
  const socket = new WebSocket(url, { handshakeTimeout: 15_000, maxPayload: mostBytes, followRedirects: false })
  const ended = new AbortController()
  const stop = () => socket.terminate()
  signal.addEventListener('abort', stop, { once: true })
  let heardAt = clock.now()
  let work: Promise<void> = Promise.resolve()
  try {
    return await new Promise<'refresh'>((resolve, reject) => {
      const heard = () => {
        heardAt = clock.now()
      }
      socket.on('open', heard)
      socket.on('ping', heard)
      socket.on('error', (cause) => reject(broken(cause)))
      socket.on('close', () => reject(signal.aborted ? signal.reason : broken()))
      socket.on('message', (data) => {
        heard()
        const said = readMessage(String(data))
        if (said?.type === 'hello') onHello()
        else if (said?.type === 'disconnect') {
          if (said.reason === 'link_disabled') reject(switchedOff())
          // What came before is still dealt with, and told, over this socket.
          else void work.then(() => resolve('refresh'))
        } else if (said && typeof said.envelope_id === 'string') {
          const envelopeId = said.envelope_id
          const envelope = { envelopeId, type: String(said.type), payload: said.payload ?? null }
          work = work.then(async () => {
            const isDone = await onEnvelope(envelope)
            if (isDone && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ envelope_id: envelopeId }))
          })
          work.catch(reject)
        }
      })
      void (async () => {
        while (!ended.signal.aborted) {
          await clock.sleep(lookEveryMs, ended.signal)
          if (clock.now() - heardAt > longestSilenceMs) reject(broken())
        }
      })().catch(() => {}) // the socket ended
    })
  } finally {
    ended.abort()
    signal.removeEventListener('abort', stop)
    socket.removeAllListeners()
    // A socket that is ended before it is open says so.
    socket.on('error', () => {})
    socket.terminate()
  }
}

function readMessage(text: string): JsonObject | null {
  try {
    const said: unknown = JSON.parse(text)
    return isJsonObject(said) ? said : null
  } catch {
    return null
  }
}

function broken(cause?: unknown) {
  return externalError('trigger.socket-broken', 'The connection to Slack broke; it is opened again.', {
    retryable: true,
    cause,
  })
}

function switchedOff() {
  return externalError('trigger.socket-off', 'Socket Mode is switched off for this Slack app.', {
    hint: 'Switch it on in the app’s settings at api.slack.com/apps, under “Socket Mode”.',
  })
}
