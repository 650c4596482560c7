import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { embedWords } from '../../electron/engine/models/demo-embedding.ts'
import questions from '../fixtures/knowledge/questions.json' with { type: 'json' }
import { indexNow } from '../support/knowledge-kit.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { startVectorServer } from '../support/vector-server.ts'

const folder = join(import.meta.dirname, '../fixtures/knowledge')
const files = [
  'staff-handbook.md',
  'oven-manual.md',
  'delivery-contract.txt',
  'sourdough.md',
  'allergens.csv',
  'minutes.html',
]
/** Passages that are looked at: what an agent is given. */
const limit = 3

/** Words that mean the same, as a model that makes vectors knows and an index of words does not. */
const alike = [
  ['leave', 'holiday', 'vacation', 'annual'],
  ['certificate', 'note', 'doctor'],
  ['ill', 'illness', 'sick'],
  ['overtime', 'extra'],
  ['bicycle', 'bike'],
  ['fan', 'ventilator'],
  ['terminate', 'cancel'],
  ['agreement', 'contract'],
  ['moisture', 'wet'],
  ['refrigerator', 'fridge'],
  ['shop', 'store'],
  ['hot', 'degree', 'temperature'],
]

/** A stand-in for a model: a vector of the text's words, in which words that mean the same are one. */
function embedMeaning(text: string): number[] {
  const said = text.toLowerCase().replace(/\p{L}+/gu, (word) => {
    const group = alike.find((words) => words.some((one) => word === one || word === `${one}s` || word === `${one}d`))
    return group?.[0] ?? word
  })
  return embedWords(
    said.replace(
      /\b(the|is|of|a|an|do|i|how|what|when|where|my|now|it|that|until|long|for|be|may|can|in|to|with|we|and|by)\b/g,
      ' ',
    ),
  )
}

test('meaning and words together find more than words alone', async () => {
  const server = await startVectorServer({ embed: embedMeaning })
  onTestFinished(() => server.close())
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  const paths = files.map((file) => join(folder, file))

  async function recallOf(embeddingModel: string | null): Promise<{ found: number; first: number; missed: string[] }> {
    const { knowledgeId } = await engine.client.knowledge.create({ name: 'Bakery', paths, embeddingModel })
    expect((await indexNow(engine, knowledgeId)).base).toMatchObject({ state: 'ready', files: files.length })
    const missed: string[] = []
    let first = 0
    for (const { question, file, text } of questions) {
      const { passages } = await engine.client.knowledge.search({ knowledgeId, query: question, limit })
      const place = passages.findIndex((one) => one.path.endsWith(file) && one.text.includes(text))
      if (place < 0) missed.push(question)
      if (place === 0) first++
    }
    return { found: questions.length - missed.length, first, missed }
  }

  const words = await recallOf(null)
  const both = await recallOf('openai/text-embedding-3-small')
  const told = ({ found, first, missed }: typeof words) =>
    `${found} of ${questions.length} among the first ${limit}, ${first} as the first; missed: ${missed.join(' ') || 'none'}`
  console.info(`Words alone: ${told(words)}\nTogether: ${told(both)}`)
  expect(both.found).toBeGreaterThanOrEqual(words.found)
  expect(both.first).toBeGreaterThanOrEqual(words.first)
  expect(words.found / questions.length).toBeGreaterThanOrEqual(0.75)
  expect(both.found / questions.length).toBeGreaterThanOrEqual(0.9)
})
