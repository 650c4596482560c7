import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration } from './define-integration.ts'

const text = textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' }))
const target = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$/, 'must be a language such as DE or EN-GB')
  .meta(hint({ title: 'Into', description: 'A language, such as DE, FR or EN-GB.', placeholder: 'EN-GB' }))

export default defineIntegration({
  id: 'deepl',
  title: 'DeepL',
  category: 'ai',
  brand: 'deepl',
  summary: 'Translate texts and improve how they are written.',
  keywords: ['translation', 'translate', 'language', 'rephrase'],
  docsUrl: 'https://developers.deepl.com/docs',
  baseUrl: 'https://{host}',
  fields: [
    {
      name: 'host',
      title: 'Server',
      description: 'Keys that end with “:fx” are for api-free.deepl.com, all others for api.deepl.com.',
      initial: 'api-free.deepl.com',
      pattern: /api(-free)?\.deepl\.com/,
    },
  ],
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://www.deepl.com/your-account/keys',
      setup: [
        'Choose a DeepL API plan; the free one takes 500,000 characters a month.',
        'Copy the key under “API keys”.',
      ],
      secrets: [{ name: 'key', title: 'API key', placeholder: '…:fx' }],
      place: { headers: { authorization: 'DeepL-Auth-Key {key}' } },
    },
  ],
  limits: {
    atOnce: 5,
    note: 'DeepL names no number: it answers 429 where it is asked too often, and wants a pause then.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/v2/usage' }),
    account: (body) => (isJsonObject(body) ? `${body.character_count} of ${body.character_limit} characters used` : ''),
    example: {
      sends: { method: 'GET', path: '/v2/usage' },
      reply: { body: { character_count: 180118, character_limit: 1250000 } },
      account: '180118 of 1250000 characters used',
    },
  },
  actions: {
    translate: defineAction({
      title: 'Translate a text',
      summary: 'Translates a text into another language.',
      group: 'Texts',
      kind: 'read',
      input: z.object({
        text,
        target,
        source: textParam()
          .optional()
          .meta(hint({ title: 'From', description: 'Empty: DeepL finds out.', placeholder: 'DE' })),
        formality: z
          .enum(['default', 'prefer_more', 'prefer_less'])
          .default('default')
          .meta(
            hint({
              title: 'Tone',
              choices: { default: 'As it is', prefer_more: 'Formal', prefer_less: 'Informal' },
              advanced: true,
            }),
          ),
        context: textParam()
          .optional()
          .meta(
            hint({
              title: 'Context',
              description: 'Text around it that helps, and is not translated.',
              control: 'long-text',
              advanced: true,
            }),
          ),
        glossaryId: textParam()
          .optional()
          .meta(
            hint({
              title: 'Glossary',
              description: 'Its id; the language it is from must be given, too.',
              advanced: true,
            }),
          ),
      }),
      request: ({ text, target, source, formality, context, glossaryId }) => ({
        method: 'POST',
        path: '/v2/translate',
        body: {
          json: {
            text: [text],
            target_lang: target.toUpperCase(),
            source_lang: source ? source.toUpperCase() : undefined,
            formality: formality === 'default' ? undefined : formality,
            context: context || undefined,
            glossary_id: glossaryId || undefined,
          },
        },
      }),
      reply: z.looseObject({
        translations: z.array(z.looseObject({ text: z.string(), detected_source_language: z.string() })).min(1),
      }),
      answer: ({ translations }) => {
        const [first] = translations
        return { text: first?.text ?? '', from: first?.detected_source_language ?? null }
      },
      examples: [
        {
          input: { text: 'Hello, world!', target: 'de' },
          sends: { method: 'POST', path: '/v2/translate', body: { text: ['Hello, world!'], target_lang: 'DE' } },
          reply: { body: { translations: [{ detected_source_language: 'EN', text: 'Hallo, Welt!' }] } },
          gives: { text: 'Hallo, Welt!', from: 'EN' },
        },
      ],
    }),
    improve: defineAction({
      title: 'Improve a text',
      summary: 'Rewrites a text so that it reads well, in its own language or another.',
      group: 'Texts',
      kind: 'read',
      input: z.object({
        text,
        target: textParam()
          .optional()
          .meta(hint({ title: 'Language', description: 'Empty: that of the text.', placeholder: 'EN-GB' })),
        style: z
          .enum(['default', 'simple', 'business', 'academic', 'casual'])
          .default('default')
          .meta(
            hint({
              title: 'Style',
              choices: {
                default: 'As it is',
                simple: 'Simple',
                business: 'Business',
                academic: 'Academic',
                casual: 'Casual',
              },
            }),
          ),
      }),
      request: ({ text, target, style }) => ({
        method: 'POST',
        path: '/v2/write/rephrase',
        body: {
          json: {
            text: [text],
            target_lang: target || undefined,
            writing_style: style === 'default' ? undefined : style,
          },
        },
      }),
      reply: z.looseObject({ improvements: z.array(z.looseObject({ text: z.string() })).min(1) }),
      answer: ({ improvements }) => ({ text: improvements[0]?.text ?? '' }),
      examples: [
        {
          input: { text: 'I could relly use sum help with edits', target: 'en-US', style: 'business' },
          sends: {
            method: 'POST',
            path: '/v2/write/rephrase',
            body: {
              text: ['I could relly use sum help with edits'],
              ...{ target_lang: 'en-US', writing_style: 'business' },
            },
          },
          reply: {
            body: {
              improvements: [
                {
                  text: 'I would appreciate some help with the edits.',
                  ...{ detected_source_language: 'en', target_language: 'en-US' },
                },
              ],
            },
          },
          gives: { text: 'I would appreciate some help with the edits.' },
        },
      ],
    }),
    'list-languages': defineAction({
      title: 'List languages',
      summary: 'Lists the languages DeepL translates into.',
      group: 'Languages',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/v2/languages', query: { type: 'target' } }),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/v2/languages', query: { type: 'target' } },
          reply: { body: [{ language: 'DE', name: 'German', supports_formality: true }] },
          gives: [{ language: 'DE', name: 'German', supports_formality: true }],
        },
      ],
    }),
    usage: defineAction({
      title: 'Get usage',
      summary: 'Says how many characters were translated in this period, and how many there are.',
      group: 'Account',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/v2/usage' }),
      reply: z.looseObject({ character_count: z.number(), character_limit: z.number() }),
      answer: ({ character_count, character_limit }) => ({ used: character_count, limit: character_limit }),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/v2/usage' },
          reply: { body: { character_count: 180118, character_limit: 1250000 } },
          gives: { used: 180118, limit: 1250000 },
        },
      ],
    }),
  },
})

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status === 403) return { message: 'the key is not valid for this server', isSignIn: true }
  if (status === 456) return { message: 'the characters of this period are used up', code: '456', retryable: false }
  if (status < 400 || !isJsonObject(body)) return null
  const words = [body.message, body.detail].filter((one) => typeof one === 'string')
  return words.length > 0 ? { message: words.join(': ') } : null
}
