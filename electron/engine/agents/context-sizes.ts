import type { ErrorInfo } from '../../../shared/errors.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { splitModelRef } from '../../../shared/model-ref.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'
import { countTokens } from '../models/count-tokens.ts'
import type { Provider } from '../models/define-provider.ts'
import { sentText } from '../models/sent-text.ts'

/** Room for an answer where its length is not limited, in tokens; less in a small model. */
const usualAnswer = 8_192
/** Other vocabularies than the one that counts here may take more. */
const cautious = 1.15

/** How much models hold: as their providers say, and as their refusals taught. */
export function createContextSizes(providers: Provider[]) {
  const learnt = new Map<string, number>()

  return {
    /** Tokens that may be sent, with room left for an answer; null where nobody knows. */
    async limitOf(ref: string | null, maxOutputTokens: number | undefined): Promise<number | null> {
      if (ref === null) return null
      const { provider, model } = splitModelRef(ref)
      const listed = providers.find(({ id }) => id === provider)?.models.find(({ id }) => id === model)
      const tokens = learnt.get(ref) ?? listed?.contextTokens
      if (tokens === undefined) return null
      return Math.max(0, tokens - Math.min(maxOutputTokens ?? usualAnswer, Math.floor(tokens / 4)))
    },

    /** No fewer tokens than a request has; counted only where its bytes alone are too many to tell. */
    async count(ref: string | null, request: Pick<ModelRequest, 'messages' | 'tools'>): Promise<number> {
      const text = sentText(request)
      const limit = await this.limitOf(ref, undefined)
      const bytes = Buffer.byteLength(text)
      if (limit !== null && bytes <= limit) return bytes
      return Math.ceil((await countTokens(text)) * cautious)
    },

    /** A provider refused a request because it was too long. */
    learn(ref: string | null, { details }: ErrorInfo): void {
      const tokens = isJsonObject(details) ? details.contextTokens : null
      if (ref !== null && typeof tokens === 'number' && tokens > 0) learnt.set(ref, tokens)
    },
  }
}

export type ContextSizes = ReturnType<typeof createContextSizes>
