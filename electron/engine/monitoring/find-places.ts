import type { ErrorInfo } from '../../../shared/errors.ts'
import { askedWords, pieceAround } from '../../../shared/run/search-words.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { RunText, RunTexts } from './run-texts.ts'

/** Places that are told, and texts with a word in them that are looked at to find the best of them. */
const [mostPlaces, mostLookedAt] = [6, 40]

type Parts = { runsStore: Pick<RunsStore, 'identity' | 'summary'>; texts: RunTexts }

/** Where words stand in a run, each with the text around it; those with most of the words first. */
export function* findPlaces({ runsStore, texts }: Parts, runId: string, words: string): Generator<void, RunText[]> {
  const asked = askedWords(words)
  const run = runsStore.identity(runId)
  const summary = runsStore.summary(runId)
  if (!run || !summary || asked.length === 0) return []
  const found: { place: RunText; words: number }[] = []
  const look = ({ text, ...of }: RunText) => {
    const piece = pieceAround(text, asked)
    if (!piece || found.some(({ place }) => place.text === piece.text && place.where === of.where)) return
    found.push({ place: { ...of, text: piece.text }, words: piece.found })
  }
  const whole = { node: '' }
  look({ ...whole, where: 'name', text: summary.workflowName })
  if (summary.error) look({ ...whole, where: 'error', text: sayError(summary.error) })
  for (const { text } of summary.clearedAt === null ? texts.of(run) : []) {
    if (text) look(text)
    if (found.length >= mostLookedAt) break
    yield
  }
  return found
    .sort((a, b) => b.words - a.words)
    .slice(0, mostPlaces)
    .map(({ place }) => place)
}

function sayError({ message, code }: ErrorInfo): string {
  return `${message} (${code})`
}
