import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { fileRefOf } from '../../../shared/run/file-ref.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration, path } from './define-integration.ts'

const text = textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' }))
const format = z
  .enum(['mp3_44100_128', 'mp3_22050_32', 'pcm_24000', 'opus_48000_64'])
  .default('mp3_44100_128')
  .meta(
    hint({
      title: 'As',
      choices: {
        mp3_44100_128: 'MP3',
        mp3_22050_32: 'MP3, small',
        pcm_24000: 'PCM, 24 kHz',
        opus_48000_64: 'Opus',
      },
      advanced: true,
    }),
  )
const share = z.number().min(0).max(1)
const sound = { $file: { name: 'speech.mp3', mediaType: 'audio/mpeg', bytes: 16044 } }

export default defineIntegration({
  id: 'elevenlabs',
  title: 'ElevenLabs',
  category: 'ai',
  brand: 'elevenlabs',
  summary: 'Turn text into speech and sounds, and speech into text.',
  keywords: ['voice', 'tts', 'speech', 'audio', 'transcribe', 'transcription'],
  docsUrl: 'https://elevenlabs.io/docs/api-reference/introduction',
  baseUrl: 'https://api.elevenlabs.io',
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://elevenlabs.io/app/settings/api-keys',
      setup: [
        'Create a key under “Settings” › “API keys”.',
        'Allow it: text to speech, speech to text, sound effects, voices (read), user (read).',
        'Copy it: it is shown only once.',
      ],
      secrets: [{ name: 'key', title: 'API key', placeholder: 'sk_…' }],
      place: { headers: { 'xi-api-key': '{key}' } },
    },
  ],
  limits: { atOnce: 2, note: 'Free accounts may make two requests at once, larger plans more.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/v1/user/subscription' }),
    account: (body) => (isJsonObject(body) && typeof body.tier === 'string' ? `Plan ${body.tier}` : ''),
    example: {
      sends: { method: 'GET', path: '/v1/user/subscription' },
      reply: {
        body: {
          ...{ tier: 'starter', character_count: 1231, character_limit: 30000, max_character_limit_extension: null },
          ...{ can_extend_character_limit: false, allowed_to_extend_character_limit: false, voice_slots_used: 1 },
          ...{ professional_voice_slots_used: 0, voice_limit: 10, voice_add_edit_counter: 0, status: 'active' },
          ...{ professional_voice_limit: 0, can_extend_voice_limit: false, can_use_instant_voice_cloning: true },
          ...{
            can_use_professional_voice_cloning: false,
            open_invoices: [],
            has_open_invoices: false,
            next_invoice: null,
          },
        },
      },
      account: 'Plan starter',
    },
  },
  actions: {
    'text-to-speech': defineAction({
      title: 'Speak a text',
      summary: 'Turns a text into speech, as an audio file.',
      group: 'Speech',
      kind: 'write',
      input: z.object({
        text,
        voiceId: textParam({ required: true }).meta(
          hint({ title: 'Voice', description: 'Its id, from “List voices”.', placeholder: '21m00Tcm4TlvDq8ikWAM' }),
        ),
        model: textParam()
          .default('eleven_multilingual_v2')
          .meta(hint({ title: 'Model' })),
        language: textParam()
          .optional()
          .meta(hint({ title: 'Language', description: 'Two letters; empty: heard from the text.', advanced: true })),
        stability: share
          .optional()
          .meta(hint({ title: 'Stability', description: 'From 0 (lively) to 1 (even).', advanced: true })),
        format,
      }),
      request: ({ text, voiceId, model, language, stability, format }) => ({
        method: 'POST',
        path: path`/v1/text-to-speech/${voiceId}`,
        query: { output_format: format },
        body: {
          json: {
            text,
            model_id: model,
            language_code: language || undefined,
            voice_settings: stability === undefined ? undefined : { stability },
          },
        },
        reads: 'file',
      }),
      examples: [
        {
          input: { text: 'Good morning.', voiceId: '21m00Tcm4TlvDq8ikWAM' },
          sends: {
            method: 'POST',
            path: '/v1/text-to-speech/21m00Tcm4TlvDq8ikWAM',
            query: { output_format: 'mp3_44100_128' },
            body: { text: 'Good morning.', model_id: 'eleven_multilingual_v2' },
          },
          reply: { headers: { 'content-type': 'audio/mpeg' }, body: sound },
          gives: sound,
        },
      ],
    }),
    'sound-effect': defineAction({
      title: 'Make a sound',
      summary: 'Makes a sound from a description, as an audio file.',
      group: 'Sounds',
      kind: 'write',
      input: z.object({
        text: textParam({ required: true }).meta(hint({ title: 'Description', placeholder: 'Rain on a tin roof' })),
        seconds: z
          .number()
          .min(0.5)
          .max(22)
          .optional()
          .meta(hint({ title: 'Seconds', description: 'Empty: as long as it takes.' })),
        format,
      }),
      request: ({ text, seconds, format }) => ({
        method: 'POST',
        path: '/v1/sound-generation',
        query: { output_format: format },
        body: { json: { text, duration_seconds: seconds } },
        reads: 'file',
      }),
      examples: [
        {
          input: { text: 'Rain on a tin roof', seconds: 4 },
          sends: {
            method: 'POST',
            path: '/v1/sound-generation',
            query: { output_format: 'mp3_44100_128' },
            body: { text: 'Rain on a tin roof', duration_seconds: 4 },
          },
          reply: { headers: { 'content-type': 'audio/mpeg' }, body: sound },
          gives: sound,
        },
      ],
    }),
    'speech-to-text': defineAction({
      title: 'Transcribe speech',
      summary: 'Writes down what is said in an audio or video file.',
      group: 'Speech',
      kind: 'read',
      input: z.object({
        file: valueParam()
          .refine((value) => fileRefOf(value) !== null, 'must be a file that a node before gives')
          .meta(hint({ title: 'Recording', control: 'file' })),
        model: textParam()
          .default('scribe_v1')
          .meta(hint({ title: 'Model', advanced: true })),
        language: textParam()
          .optional()
          .meta(hint({ title: 'Language', description: 'Empty: heard from the recording.', placeholder: 'en' })),
        speakers: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Tell speakers apart' })),
      }),
      request: ({ file, model, language, speakers }) => {
        const recording = fileRefOf(file)
        return {
          method: 'POST',
          path: '/v1/speech-to-text',
          body: {
            parts: [
              { name: 'model_id', text: model },
              ...(language ? [{ name: 'language_code', text: language }] : []),
              { name: 'diarize', text: String(speakers) },
              ...(recording ? [{ name: 'file', file: recording }] : []),
            ],
          },
        }
      },
      reply: z.looseObject({
        text: z.string(),
        language_code: z.string().nullish(),
        words: z.array(z.looseObject({ text: z.string(), speaker_id: z.string().nullish() })).nullish(),
      }),
      answer: ({ text, language_code, words }, { input }) => ({
        text,
        language: language_code ?? null,
        ...(input.speakers && { speakers: turns(words ?? []) }),
      }),
      examples: [
        {
          input: { file: { $file: { name: 'call.mp3', mediaType: 'audio/mpeg', bytes: 52000 } }, speakers: true },
          sends: {
            method: 'POST',
            path: '/v1/speech-to-text',
            body: { model_id: 'scribe_v1', diarize: 'true', file: 'call.mp3' },
          },
          reply: {
            body: {
              language_code: 'en',
              language_probability: 0.98,
              text: 'Hello. Hi there.',
              words: [
                { text: 'Hello.', type: 'word', start: 0, end: 0.5, speaker_id: 'speaker_0', logprob: -0.1 },
                { text: ' ', type: 'spacing', start: 0.5, end: 0.6, speaker_id: 'speaker_0', logprob: -0.1 },
                { text: 'Hi', type: 'word', start: 0.6, end: 0.8, speaker_id: 'speaker_1', logprob: -0.1 },
                { text: ' ', type: 'spacing', start: 0.8, end: 0.9, speaker_id: 'speaker_1', logprob: -0.1 },
                { text: 'there.', type: 'word', start: 0.9, end: 1.2, speaker_id: 'speaker_1', logprob: -0.1 },
              ],
            },
          },
          gives: {
            text: 'Hello. Hi there.',
            language: 'en',
            speakers: [
              { speaker: 'speaker_0', text: 'Hello.' },
              { speaker: 'speaker_1', text: 'Hi there.' },
            ],
          },
        },
      ],
    }),
    'list-voices': defineAction({
      title: 'List voices',
      summary: 'Lists the voices that can speak.',
      group: 'Voices',
      kind: 'read',
      input: z.object({
        search: textParam()
          .optional()
          .meta(hint({ title: 'Search', description: 'In name, description and labels.' })),
      }),
      request: ({ search }) => ({ method: 'GET', path: '/v2/voices', query: { search: search || null } }),
      pages: {
        items: 'voices',
        size: { name: 'page_size', most: 100 },
        next: { cursor: 'next_page_token', name: 'next_page_token', more: 'has_more' },
        each: (voice: Json) =>
          isJsonObject(voice)
            ? { voiceId: voice.voice_id ?? null, name: voice.name ?? null, description: voice.description ?? null }
            : voice,
      },
      examples: [
        {
          input: { search: 'Rachel' },
          sends: { method: 'GET', path: '/v2/voices', query: { search: 'Rachel' } },
          reply: {
            body: {
              voices: [
                {
                  ...{ voice_id: '21m00Tcm4TlvDq8ikWAM', name: 'Rachel', category: 'premade', description: 'Calm.' },
                  ...{ labels: { accent: 'american' }, available_for_tiers: [], high_quality_base_model_ids: [] },
                },
              ],
              ...{ has_more: false, total_count: 1, next_page_token: null },
            },
          },
          gives: [{ voiceId: '21m00Tcm4TlvDq8ikWAM', name: 'Rachel', description: 'Calm.' }],
        },
      ],
    }),
    'list-models': defineAction({
      title: 'List models',
      summary: 'Lists the models with what they can do.',
      group: 'Voices',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/v1/models' }),
      reply: z.array(
        z.looseObject({
          model_id: z.string(),
          name: z.string().nullish(),
          can_do_text_to_speech: z.boolean().nullish(),
        }),
      ),
      answer: (models) =>
        models.map(({ model_id, name, can_do_text_to_speech }) => ({
          modelId: model_id,
          name: name ?? null,
          speaks: can_do_text_to_speech ?? null,
        })),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/v1/models' },
          reply: {
            body: [
              {
                ...{ model_id: 'eleven_multilingual_v2', name: 'Eleven Multilingual v2', can_be_finetuned: true },
                ...{ can_do_text_to_speech: true, can_do_voice_conversion: false, can_use_style: true },
                ...{ can_use_speaker_boost: true, serves_pro_voices: false, token_cost_factor: 1 },
                ...{ description: 'Our most lifelike model.', requires_alpha_access: false, languages: [] },
                ...{ max_characters_request_free_user: 2500, max_characters_request_subscribed_user: 10000 },
                ...{ maximum_text_length_per_request: 1000000, model_rates: { character_cost_multiplier: 1 } },
                concurrency_group: 'standard',
              },
            ],
          },
          gives: [{ modelId: 'eleven_multilingual_v2', name: 'Eleven Multilingual v2', speaks: true }],
        },
      ],
    }),
  },
})

/** The words put together as long as the same person speaks. */
function turns(words: { text: string; speaker_id?: string | null | undefined }[]): { speaker: string; text: string }[] {
  const found: { speaker: string; text: string }[] = []
  for (const { text, speaker_id } of words) {
    const speaker = speaker_id ?? ''
    const last = found.at(-1)
    if (last?.speaker === speaker) last.text += text
    else found.push({ speaker, text })
  }
  return found.map(({ speaker, text }) => ({ speaker, text: text.trim() }))
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  const { detail } = body
  if (typeof detail === 'string') return { message: detail.replace(/\.$/, ''), isSignIn: status === 401 }
  if (isJsonObject(detail) && typeof detail.message === 'string') {
    const code = typeof detail.status === 'string' ? { code: detail.status } : {}
    return { message: detail.message.replace(/\.$/, ''), ...code, isSignIn: status === 401 }
  }
  const [first] = Array.isArray(detail) ? detail : []
  return isJsonObject(first) && typeof first.msg === 'string' ? { message: first.msg } : null
}
