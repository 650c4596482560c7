import { z } from 'zod'
import { fileParam, hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { fileValue } from '../../../shared/run/file-ref.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration } from './define-integration.ts'

const options = {
  model: textParam()
    .default('nova-3')
    .meta(hint({ title: 'Model', advanced: true })),
  language: textParam()
    .default('')
    .meta(hint({ title: 'Language', description: 'Such as en or de; empty: heard from the sound.' })),
  speakers: z
    .boolean()
    .default(false)
    .meta(hint({ title: 'Tell speakers apart' })),
  summary: z
    .boolean()
    .default(false)
    .meta(hint({ title: 'With a summary', description: 'In English only.' })),
}
const switchParam = (title: string) => z.boolean().default(true).meta(hint({ title }))

const recording = fileValue({ name: 'call.mp3', mediaType: 'audio/mpeg', bytes: 48_000 })
const sound = fileValue({ name: 'speech.mp3', mediaType: 'audio/mpeg', bytes: 24_000 })
const results = {
  channels: [{ alternatives: [{ transcript: 'Good morning.', confidence: 0.99, words: [] }] }],
  utterances: [{ start: 0.1, end: 0.9, confidence: 0.99, channel: 0, transcript: 'Good morning.', speaker: 0 }],
}
const transcript = {
  metadata: {
    ...{ request_id: 'a847f427-4ad5-4d67-9b95-db801e58251c', created: '2026-01-02T03:04:05.000Z', duration: 1.2 },
    ...{
      sha256: '154e291ecfa8be6ab8343560bcc109008fa7853eb5372533e8efdefc9b504c33',
      channels: 1,
      models: ['1abfe86b'],
    },
    model_info: { '1abfe86b': { name: 'general-nova-3', version: '2026-01-01.0', arch: 'nova-3' } },
  },
  results,
}
const heard = { text: 'Good morning.', confidence: 0.99, seconds: 1.2, results }
const insights = {
  summary: { text: 'A greeting.' },
  sentiments: { segments: [], average: { sentiment: 'positive', sentiment_score: 0.6 } },
}
const analysis = {
  metadata: {
    request_id: 'd04af392-db11-4c1d-83e1-20e34f0b8999',
    created: '2026-01-02T03:04:05.000Z',
    language: 'en',
  },
  results: insights,
}

export default defineIntegration({
  id: 'deepgram',
  title: 'Deepgram',
  category: 'ai',
  brand: 'deepgram',
  summary: 'Turn speech into text and text into speech.',
  keywords: ['speech', 'transcribe', 'transcription', 'voice', 'audio', 'tts', 'stt'],
  docsUrl: 'https://developers.deepgram.com/reference',
  baseUrl: 'https://api.deepgram.com',
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://console.deepgram.com/',
      setup: [
        'In the console, open your project’s “API Keys” and create one with the role member.',
        'Copy it: it is shown once.',
      ],
      secrets: [{ name: 'key', title: 'API key', pattern: /\S{20,}/ }],
      place: { headers: { authorization: 'Token {key}' } },
    },
  ],
  limits: { atOnce: 10, note: 'How much may be asked at once depends on the plan.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/v1/projects' }),
    account: (body) => {
      const [first] = isJsonObject(body) && Array.isArray(body.projects) ? body.projects : []
      return isJsonObject(first) ? String(first.name) : ''
    },
    example: {
      sends: { method: 'GET', path: '/v1/projects' },
      reply: { body: { projects: [{ project_id: 'a1b2', name: 'Acme' }] } },
      account: 'Acme',
    },
  },
  actions: {
    'transcribe-file': defineAction({
      title: 'Transcribe a file',
      summary: 'Gives what is said in a sound or video file.',
      group: 'Speech to text',
      kind: 'write',
      input: z.object({ file: fileParam().meta(hint({ title: 'File', control: 'file' })), ...options }),
      request: ({ file, ...asked }) => ({
        method: 'POST',
        path: '/v1/listen',
        query: queryOf(asked),
        // What kind of sound it is, it hears by itself.
        body: { file, mediaType: 'application/octet-stream' },
      }),
      reply: z.looseObject({ metadata: z.looseObject({ duration: z.number() }), results: z.json() }),
      answer: ({ metadata, results }) => heardIn(results, metadata.duration),
      examples: [
        {
          input: { file: recording, language: 'en', speakers: true },
          sends: {
            method: 'POST',
            path: '/v1/listen',
            query: { model: 'nova-3', smart_format: 'true', language: 'en', diarize: 'true', utterances: 'true' },
            body: 'call.mp3',
          },
          reply: { body: transcript },
          gives: heard,
        },
      ],
    }),
    'transcribe-address': defineAction({
      title: 'Transcribe an address',
      summary: 'Gives what is said in a sound or video file on the web.',
      group: 'Speech to text',
      kind: 'write',
      input: z.object({
        url: z.url().meta(hint({ title: 'Address', placeholder: 'https://example.com/call.mp3' })),
        ...options,
      }),
      request: ({ url, ...asked }) => ({
        method: 'POST',
        path: '/v1/listen',
        query: queryOf(asked),
        body: { json: { url } },
      }),
      reply: z.looseObject({ metadata: z.looseObject({ duration: z.number() }), results: z.json() }),
      answer: ({ metadata, results }) => heardIn(results, metadata.duration),
      examples: [
        {
          input: { url: 'https://example.com/call.mp3', summary: true },
          sends: {
            method: 'POST',
            path: '/v1/listen',
            query: { model: 'nova-3', smart_format: 'true', detect_language: 'true', summarize: 'v2' },
            body: { url: 'https://example.com/call.mp3' },
          },
          reply: { body: transcript },
          gives: heard,
        },
      ],
    }),
    speak: defineAction({
      title: 'Speak a text',
      summary: 'Turns a text into speech, as an MP3 file.',
      group: 'Text to speech',
      kind: 'write',
      input: z.object({
        text: textParam({ required: true }).meta(
          hint({ title: 'Text', description: 'Up to 2000 characters.', control: 'long-text' }),
        ),
        voice: textParam()
          .default('aura-2-thalia-en')
          .meta(hint({ title: 'Voice', placeholder: 'aura-2-thalia-en' })),
      }),
      request: ({ text, voice }) => ({
        method: 'POST',
        path: '/v1/speak',
        query: { model: voice },
        body: { json: { text } },
        reads: 'file',
      }),
      examples: [
        {
          input: { text: 'Good morning.' },
          sends: {
            method: 'POST',
            path: '/v1/speak',
            query: { model: 'aura-2-thalia-en' },
            body: { text: 'Good morning.' },
          },
          reply: { headers: { 'content-type': 'audio/mpeg' }, body: sound },
          gives: sound,
        },
      ],
    }),
    'analyze-text': defineAction({
      title: 'Analyze a text',
      summary: 'Gives a summary, the mood, topics and intents of an English text.',
      group: 'Text',
      kind: 'write',
      input: z.object({
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        summary: switchParam('Summary'),
        sentiment: switchParam('Mood'),
        topics: switchParam('Topics'),
        intents: switchParam('Intents'),
      }),
      request: ({ text, summary, sentiment, topics, intents }) => ({
        method: 'POST',
        path: '/v1/read',
        query: {
          language: 'en',
          summarize: summary || null,
          sentiment: sentiment || null,
          topics: topics || null,
          intents: intents || null,
        },
        body: { json: { text } },
      }),
      reply: z.looseObject({ results: z.json() }),
      answer: ({ results }) => results,
      examples: [
        {
          input: { text: 'Good morning, all is well.', topics: false, intents: false },
          sends: {
            method: 'POST',
            path: '/v1/read',
            query: { language: 'en', summarize: 'true', sentiment: 'true' },
            body: { text: 'Good morning, all is well.' },
          },
          reply: { body: analysis },
          gives: insights,
        },
      ],
    }),
  },
})

type Asked = { model: string; language: string; speakers: boolean; summary: boolean }

function queryOf({ model, language, speakers, summary }: Asked) {
  return {
    model,
    smart_format: true,
    ...(language === '' ? { detect_language: true } : { language }),
    diarize: speakers || null,
    utterances: speakers || null,
    summarize: summary ? 'v2' : null,
  }
}

/** All that is said, of all channels, with what it was made from. */
function heardIn(results: Json, seconds: number): JsonObject {
  const channels = isJsonObject(results) && Array.isArray(results.channels) ? results.channels : []
  const best = channels.flatMap((channel) => {
    const [first] = isJsonObject(channel) && Array.isArray(channel.alternatives) ? channel.alternatives : []
    return isJsonObject(first) ? [first] : []
  })
  const text = best.map(({ transcript }) => String(transcript ?? '')).join('\n')
  return { text, confidence: best[0]?.confidence ?? null, seconds, results }
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  const message = body.err_msg ?? body.details ?? body.message
  if (typeof message !== 'string') return null
  const code = body.err_code ?? body.category
  return { message: message.replace(/\.$/, ''), ...(typeof code === 'string' && { code }), isSignIn: status === 401 }
}
