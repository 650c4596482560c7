import { expect, onTestFinished, test } from 'vitest'
import type { FileRef } from '../../shared/run/file-ref.ts'
import type { ChatMessage } from '../../shared/run/model-call.ts'
import { scriptedModel, vendorWires } from '../support/scripted-model.ts'
import { recordHooks, testClient } from './test-client.ts'

const contents: Record<string, string> = {
  'a.png': 'png bytes',
  'b.pdf': 'pdf bytes',
  'c.csv': 'x,y\n1,2',
  'd.zip': 'PK',
}
const types: Record<string, string> = {
  'a.png': 'image/png',
  'b.pdf': 'application/pdf',
  'c.csv': 'text/csv',
  'd.zip': 'application/zip',
}

function fileOf(name: string, bytes = contents[name]?.length ?? 0) {
  return { $file: { name, mediaType: types[name] ?? '', bytes, blobId: '0'.repeat(64) } }
}

const hooks = () => ({
  ...recordHooks(),
  readFile: async ({ name }: FileRef) => new Uint8Array(Buffer.from(contents[name] ?? '\u{fffd}')),
})
const withFiles = (...files: ReturnType<typeof fileOf>[]): ChatMessage[] => [
  { role: 'user', content: 'What is this?', files },
]

test.each(vendorWires)('%s: pictures and PDFs go along, and texts become part of the prompt', async (wire) => {
  const server = await scriptedModel([{ text: 'A table.' }], wire)
  onTestFinished(() => server.close())
  const { client } = testClient({ baseUrl: server.url })
  const messages = withFiles(fileOf('a.png'), fileOf('b.pdf'), fileOf('c.csv'))
  expect((await client.call({ model: server.model, messages }, hooks())).text).toBe('A table.')
  expect(server.asked[0]?.turns).toMatchObject([
    { files: ['image/png', 'application/pdf'], text: 'File “c.csv”:\n\nx,y\n1,2\n\nWhat is this?' },
  ])
  expect(JSON.stringify(server.requests[0]?.body)).toContain(Buffer.from('png bytes').toString('base64'))
})

test('a file that a provider does not take is refused before anything is sent, by its name', async () => {
  const { client } = testClient({ baseUrl: 'http://127.0.0.1:9' })
  const ask = (model: string, file: ReturnType<typeof fileOf>) =>
    client.call({ model, messages: withFiles(file) }, hooks())
  await expect(ask('openai/gpt-4o', fileOf('d.zip'))).rejects.toMatchObject({
    info: { kind: 'user', code: 'model.file-not-taken', message: expect.stringMatching(/OpenAI .*“d.zip”/) },
  })
  await expect(ask('ollama/llava', fileOf('b.pdf'))).rejects.toMatchObject({ info: { code: 'model.file-not-taken' } })
  await expect(ask('demo/demo', fileOf('a.png'))).rejects.toMatchObject({ info: { code: 'model.file-not-taken' } })
  await expect(ask('openai/gpt-4o', fileOf('a.png', 30_000_000))).rejects.toMatchObject({
    info: { code: 'model.file-too-large', message: expect.stringContaining('28.6 MB') },
  })
})
