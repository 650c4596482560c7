import { createHmac } from 'node:crypto'
import { isJsonObject } from '../../../shared/json.ts'
import { sameText } from './check-signature.ts'
import type { Handshake, WebhookSecurity } from './define-webhook.ts'
import type { IncomingCall } from './fill-signed.ts'
import { jsonOf, textsAt } from './texts-at.ts'

/** What a handshake is answered with. */
export type HandshakeAnswer = {
  status: number
  headers?: Record<string, string>
  /** Text as it stands, or JSON; none where it is absent. */
  text?: string
  json?: Record<string, unknown>
  /** The service told its secret, or a token that is one: it is kept unless there is one. */
  learns?: { secret: string; isShown: boolean }
}

type Known = { secrets: string[]; verifyToken: string }

/** What a challenge may consist of: never what could be a signed text of its own, else it could be had signed here. */
const tokenPattern = /^[\w\-+/=.]{1,300}$/
const longestEcho = 2_000

/**
 * What a service that asks before it sends is answered; null: it is no handshake. Pure. `isSigned` says whether the call
 * was believed: Discord wants a ping that was not to be refused, so that one is answered only then.
 */
export function answerHandshake(
  security: Pick<WebhookSecurity, 'handshake'>,
  call: IncomingCall,
  known: Known & { isSigned: boolean },
): HandshakeAnswer | null {
  for (const handshake of [security.handshake ?? []].flat()) {
    const answer = answerOne(handshake, call, known)
    if (answer) return answer
  }
  return null
}

function answerOne(shake: Handshake, call: IncomingCall, known: Known & { isSigned: boolean }): HandshakeAnswer | null {
  switch (shake.kind) {
    case 'echo-json': {
      const said = jsonOf(call.body)
      const [kind] = textsAt(said, shake.when.path)
      const [challenge] = textsAt(said, shake.challenge)
      if (kind === undefined || (shake.when.is !== undefined && kind !== shake.when.is) || !isShort(challenge))
        return null
      return shake.answer === 'json' ? { status: 200, json: { challenge } } : { status: 200, text: challenge }
    }
    case 'echo-query': {
      const challenge = call.query[shake.challenge]
      if (call.method !== shake.method || !isShort(challenge)) return null
      if (shake.verify !== undefined && !sameText(call.query[shake.verify] ?? '', known.verifyToken))
        return { status: 403, json: { error: 'The verify token is wrong.' } }
      const { answer = 'text' } = shake
      return { status: 200, ...(answer === 'json' ? { json: { [shake.challenge]: challenge } } : { text: challenge }) }
    }
    case 'echo-header': {
      const secret = call.headers[shake.header.toLowerCase()]
      // Another one later would make the calls of somebody else the believed ones.
      if (!isShort(secret) || known.secrets.length > 0) return null
      return { status: 200, headers: { [shake.header]: secret }, learns: { secret, isShown: false } }
    }
    case 'hmac-query': {
      const token = call.query[shake.challenge]
      const [secret] = known.secrets
      if (call.method !== 'GET' || token === undefined || secret === undefined || !tokenPattern.test(token)) return null
      const hmac = createHmac('sha256', secret).update(token).digest('base64')
      return { status: 200, json: { [shake.answer]: shake.prefix + hmac } }
    }
    case 'hmac-json': {
      const said = jsonOf(call.body)
      const [token] = textsAt(said, shake.challenge)
      const [secret] = known.secrets
      if (textsAt(said, shake.when.path)[0] !== shake.when.is || token === undefined) return null
      if (secret === undefined || !tokenPattern.test(token)) return null
      const hmac = createHmac('sha256', secret).update(token).digest('hex')
      return { status: 200, json: { [shake.token]: token, [shake.answer]: hmac } }
    }
    case 'show-token': {
      const [secret] = textsAt(jsonOf(call.body), shake.path)
      if (!isShort(secret) || known.secrets.length > 0) return null
      return { status: 200, learns: { secret, isShown: true } }
    }
    case 'discord-ping': {
      const said = jsonOf(call.body)
      return known.isSigned && isJsonObject(said) && said.type === 1 ? { status: 200, json: { type: 1 } } : null
    }
    case 'ok':
      return call.method === shake.method ? { status: 200 } : null
  }
}

function isShort(text: string | undefined): text is string {
  return text !== undefined && text !== '' && text.length <= longestEcho
}
