import type { Clock } from '../../../shared/clock.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { asksWords, wordsOf } from '../../../shared/run/search-words.ts'
import { inSlices } from '../storage/in-slices.ts'
import type { RunWords, RunWordsStore, WordlessRun } from '../store/run-words.store.ts'
import type { RunTexts } from './run-texts.ts'

/** Different words of one run at most. */
const mostWords = 20_000
/** Runs written in one transaction, and those that have not ended that a search looks into. */
const atOnce = 25
const mostUnfinished = 200
/** Milliseconds a search may wait for runs whose words are not written down yet. */
const searchWaitMs = 2_000

type Parts = { store: RunWordsStore; texts: RunTexts; clock: Clock; closing: AbortSignal }

/** Writes down the words of runs: beside their work, never on its way. */
export function createRunWords({ store, texts, clock, closing }: Parts) {
  /** How many events each unfinished run had when its words were last written down. */
  const seen = new Map<number, number>()
  let last: Promise<unknown> = Promise.resolve()

  /** One at a time: two at once would read the same runs. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }

  /** Everything one run is found by. Its name and its error first: they are found however much it holds. */
  function* read(run: WordlessRun): Generator<void, { content: RunWords; seq: number }> {
    const words = new Set<string>()
    const failures: RunWords['failures'] = []
    const take = (text: string) => {
      for (const { word } of wordsOf(text)) {
        if (words.size >= mostWords) return
        words.add(word)
      }
    }
    take(run.name)
    if (run.error !== null) {
      const { message, code } = JSON.parse(run.error) as ErrorInfo // only such are written
      take(`${message} ${code}`)
    }
    let seq = 0
    // What a cleared run did is not to be found any more.
    for (const { event, text } of run.clearedAt === null ? texts.of(run) : []) {
      seq = event.seq
      if (text) take(text.text)
      else if (event.type === 'node-failed') failures.push(event)
      yield
    }
    return { content: { words, failures }, seq }
  }

  function* writeSome(runs: WordlessRun[]): Generator<void, void> {
    const found: Parameters<RunWordsStore['write']>[0] = []
    for (const run of runs) {
      const { content, seq } = yield* read(run)
      found.push({ run, content })
      if (run.isOver) seen.delete(run.runNumber)
      else seen.set(run.runNumber, seq)
    }
    if (found.length > 0) store.write(found, clock.now())
  }

  /** The next of what is to be done; false where nothing is. */
  async function some(): Promise<boolean> {
    const runs = store.pending(atOnce)
    if (runs.length === 0 || closing.aborted) return false
    await inSlices(writeSome(runs), closing)
    return !closing.aborted
  }

  async function unfinished(): Promise<void> {
    const runs = store.unfinished(mostUnfinished)
    const alive = new Set(runs.map((run) => run.runNumber))
    for (const runNumber of seen.keys()) if (!alive.has(runNumber)) seen.delete(runNumber)
    const changed = runs.filter((run) => texts.lastSeq(run) !== seen.get(run.runNumber))
    if (changed.length > 0) await inSlices(writeSome(changed), closing)
  }

  return {
    /** Does a part of what is to be done; true where more is left. */
    step: (): Promise<boolean> => inTurn(some),

    /**
     * Before a search: what ended or went on since is written down, so that the answer is whole. Where there is a lot of
     * it, as after an update, the search does not wait for all.
     */
    async catchUp(words: string | undefined): Promise<void> {
      if (!asksWords(words)) return
      const began = performance.now()
      await inTurn(unfinished)
      while (performance.now() - began < searchWaitMs) if (!(await inTurn(some))) return
    },

    idle: (): Promise<unknown> => last,
  }
}

export type RunWordsIndex = ReturnType<typeof createRunWords>
