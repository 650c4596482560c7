import type { Log } from '../../../shared/log.ts'
import { countInPieces } from './count-tokens.ts'
import type { Provider, SentRequest } from './define-provider.ts'
import { usualFileTokens } from './file-tokens.ts'
import { sentText } from './sent-text.ts'
import { loadedTokenizer, loadTokenizer, type Tokenizer, vocabularyOf } from './tokenizer.ts'

/** `tokens` is what a vocabulary said times `factor`, which is 1 where it is the model's own. */
export type CountedInput = { tokens: number; factor: number }

export type CountAsk = { provider: Pick<Provider, 'id' | 'isStandIn'>; model: string; request: CountedRequest }
type CountedRequest = Pick<SentRequest, 'messages' | 'output' | 'tools'>

/** A count under way. `take` gives what it came to and ends it; null where it was not done by then. */
export type CountUnderWay = { take(): CountedInput | null }

type Parts = {
  /** What the provider billed for each token counted here, over the last calls of a model. */
  learntFactor(providerId: string, model: string): number
  /** Whether a vocabulary may be loaded only to count. A program that ends with its one command does not take the time. */
  mayLoad: boolean
  log: Log
}

/** A learnt factor is read anew after one call, two more, four more and so on, up to so many. */
const mostUses = 128
const mostFactors = 1_000

const notCounted: CountUnderWay = { take: () => null }

/** Counts the tokens of requests on this machine, to stand beside those that are billed. */
export function createInputCounter({ learntFactor, mayLoad, log }: Parts) {
  const factors = new Map<string, { factor: number; uses: number; most: number }>()

  function factorOf(providerId: string, model: string): number {
    const key = `${providerId}/${model}`
    const known = factors.get(key)
    if (known && known.uses < known.most) {
      known.uses += 1
      return known.factor
    }
    const factor = learntFactor(providerId, model)
    if (factors.size >= mostFactors) factors.clear()
    factors.set(key, { factor, uses: 1, most: known ? Math.min(mostUses, known.most * 2) : 1 })
    return factor
  }

  async function count({ provider, model, request }: CountAsk, tokenizer: Tokenizer, isWanted?: () => boolean) {
    const factor = vocabularyOf(model).isExact ? 1 : factorOf(provider.id, model)
    const text = await countInPieces(sentText(request, { withCarried: false }), tokenizer, isWanted)
    return text === null ? null : { tokens: Math.round((text + framingOf(request)) * factor), factor }
  }

  return {
    /**
     * Counts while the call is under way: it begins once the request has left, and holds nothing up. The first call of a
     * program may be over before the vocabulary is there, and is not counted then.
     */
    begin(ask: CountAsk): CountUnderWay {
      // What files come to only their vendor knows, and a factor learnt from them would be wrong for text.
      if (ask.provider.isStandIn || usualFileTokens(ask.request) > 0) return notCounted
      const { vocabulary } = vocabularyOf(ask.model)
      let isWanted = true
      let counted: CountedInput | null = null
      setImmediate(() => {
        const tokenizer = loadedTokenizer(vocabulary)
        if (!tokenizer && !mayLoad) return
        // Loaded for the calls after this one too, if it is over by then.
        const counting = tokenizer
          ? count(ask, tokenizer, () => isWanted)
          : loadTokenizer(vocabulary).then((fresh) => count(ask, fresh, () => isWanted))
        counting.then(
          (result) => {
            counted = result
          },
          (thrown: unknown) => log.error('tokens could not be counted', { reason: String(thrown) }),
        )
      })
      return {
        take() {
          isWanted = false
          return counted
        },
      }
    },

    /** The best guess at what a provider will bill as input for a request. Loads the vocabulary. */
    async estimate(ask: CountAsk): Promise<number> {
      const counted = await count(ask, await loadTokenizer(vocabularyOf(ask.model).vocabulary))
      return (counted?.tokens ?? 0) + usualFileTokens(ask.request)
    },
  }
}

export type InputCounter = ReturnType<typeof createInputCounter>

/** Tokens around each message (its role and its ends) and before the answer, as chat templates have them. */
const perMessage = 4
const perRequest = 3

function framingOf({ messages }: CountedRequest): number {
  return messages.length * perMessage + perRequest
}
