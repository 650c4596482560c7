import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const model = z
  .string()
  .regex(/^[\w.-]+\/[\w.-]+(:\w+)?$/, 'must be an owner and a name, such as black-forest-labs/flux-schnell')
  .meta(
    hint({
      title: 'Model',
      description: 'Owner and name; a community model also with its version behind a colon.',
      placeholder: 'black-forest-labs/flux-schnell',
    }),
  )
const predictionId = textParam({ required: true }).meta(
  hint({ title: 'Prediction', placeholder: 'gm3qorzdhgbfurvjtvhg6dckhu' }),
)

const prediction = {
  ...{ id: 'gm3qorzdhgbfurvjtvhg6dckhu', model: 'black-forest-labs/flux-schnell', version: 'hidden', error: null },
  ...{ input: { prompt: 'a cat' }, output: ['https://replicate.delivery/xezq/abc/out-0.webp'], status: 'succeeded' },
  ...{
    logs: '',
    created_at: '2026-01-02T03:04:05.000Z',
    completed_at: '2026-01-02T03:04:07.000Z',
    data_removed: false,
  },
  urls: {
    get: 'https://api.replicate.com/v1/predictions/gm3qorzdhgbfurvjtvhg6dckhu',
    cancel: 'https://api.replicate.com/v1/predictions/gm3qorzdhgbfurvjtvhg6dckhu/cancel',
    web: 'https://replicate.com/p/gm3qorzdhgbfurvjtvhg6dckhu',
  },
}
const flux = {
  ...{ owner: 'black-forest-labs', name: 'flux-schnell', url: 'https://replicate.com/black-forest-labs/flux-schnell' },
  ...{ description: 'The fastest image generation model', visibility: 'public', run_count: 5612, is_official: true },
}
const collection = {
  name: 'Text to image',
  slug: 'text-to-image',
  description: 'Models that make images',
  models: [flux],
}

export default defineIntegration({
  id: 'replicate',
  title: 'Replicate',
  category: 'ai',
  brand: 'replicate',
  summary: 'Run open models for images, sound, video and text.',
  keywords: ['ai', 'model', 'image', 'flux', 'stable diffusion', 'prediction'],
  docsUrl: 'https://replicate.com/docs/reference/http',
  baseUrl: 'https://api.replicate.com/v1',
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'API token',
      setupUrl: 'https://replicate.com/account/api-tokens',
      setup: ['Create a token at replicate.com/account/api-tokens, and copy it.'],
      secrets: [{ name: 'token', title: 'API token', placeholder: 'r8_…', pattern: /r8_\w+/ }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
  ],
  limits: { windows: [{ requests: 600, seconds: 60 }], note: '600 predictions a minute; 3000 other calls.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/account' }),
    account: (body) => (isJsonObject(body) ? String(body.username ?? '') : ''),
    example: {
      sends: { method: 'GET', path: '/account' },
      reply: { body: { type: 'organization', username: 'acme', name: 'Acme', github_url: 'https://github.com/acme' } },
      account: 'acme',
    },
  },
  actions: {
    'run-model': defineAction({
      title: 'Run a model',
      summary: 'Runs a model and gives its prediction, with the output if it is ready within a minute.',
      group: 'Predictions',
      kind: 'write',
      input: z.object({
        model,
        input: z
          .record(z.string(), z.json())
          .default({ prompt: '' })
          .meta(hint({ title: 'Input', description: 'As the model’s page says.', control: 'json' })),
        waitSeconds: z
          .number()
          .int()
          .min(0)
          .max(60)
          .default(60)
          .meta(hint({ title: 'Wait', description: 'Seconds to wait for the output.', advanced: true })),
      }),
      request: ({ model, input, waitSeconds }) => {
        const [owner = '', name = '', version] = model.split(/[/:]/)
        return {
          method: 'POST',
          path: version ? '/predictions' : path`/models/${owner}/${name}/predictions`,
          ...(waitSeconds > 0 && { headers: { prefer: `wait=${waitSeconds}` } }),
          body: { json: { ...(version && { version }), input } },
        }
      },
      reply: z.looseObject({ id: z.string(), status: z.string(), error: z.json().optional() }),
      examples: [
        {
          input: { model: 'black-forest-labs/flux-schnell', input: { prompt: 'a cat' } },
          sends: {
            method: 'POST',
            path: '/models/black-forest-labs/flux-schnell/predictions',
            headers: { prefer: 'wait=60' },
            body: { input: { prompt: 'a cat' } },
          },
          reply: { status: 201, body: prediction },
          gives: prediction,
        },
        {
          title: 'a version, without waiting',
          input: { model: 'acme/own:5c7d5dc6dd8bf75c', input: { prompt: 'a cat' }, waitSeconds: 0 },
          sends: {
            method: 'POST',
            path: '/predictions',
            body: { version: '5c7d5dc6dd8bf75c', input: { prompt: 'a cat' } },
          },
          reply: { status: 201, body: prediction },
          gives: prediction,
        },
      ],
    }),
    'get-prediction': defineAction({
      title: 'Get a prediction',
      summary: 'Gives how far a prediction is, and its output.',
      group: 'Predictions',
      kind: 'read',
      input: z.object({ predictionId }),
      request: ({ predictionId }) => ({ method: 'GET', path: path`/predictions/${predictionId}` }),
      examples: [
        {
          input: { predictionId: prediction.id },
          sends: { method: 'GET', path: `/predictions/${prediction.id}` },
          reply: { body: prediction },
          gives: prediction,
        },
      ],
    }),
    'list-predictions': defineAction({
      title: 'List predictions',
      summary: 'Lists predictions, the newest first.',
      group: 'Predictions',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/predictions' }),
      pages: { items: 'results', next: { address: 'next' } },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/predictions' },
          reply: { body: { next: null, previous: null, results: [prediction] } },
          gives: [prediction],
        },
      ],
    }),
    'cancel-prediction': defineAction({
      title: 'Cancel a prediction',
      summary: 'Stops a prediction that is still running.',
      group: 'Predictions',
      kind: 'write',
      input: z.object({ predictionId }),
      request: ({ predictionId }) => ({ method: 'POST', path: path`/predictions/${predictionId}/cancel` }),
      examples: [
        {
          input: { predictionId: prediction.id },
          sends: { method: 'POST', path: `/predictions/${prediction.id}/cancel` },
          reply: { body: { ...prediction, status: 'canceled', output: null } },
          gives: { ...prediction, status: 'canceled', output: null },
        },
      ],
    }),
    'get-model': defineAction({
      title: 'Get a model',
      summary: 'Gives what a model is and what its newest version takes.',
      group: 'Models',
      kind: 'read',
      input: z.object({ model }),
      request: ({ model }) => {
        const [owner = '', name = ''] = model.split(/[/:]/)
        return { method: 'GET', path: path`/models/${owner}/${name}` }
      },
      examples: [
        {
          input: { model: 'black-forest-labs/flux-schnell' },
          sends: { method: 'GET', path: '/models/black-forest-labs/flux-schnell' },
          reply: { body: flux },
          gives: flux,
        },
      ],
    }),
    'list-collection': defineAction({
      title: 'List a collection',
      summary: 'Lists the models of a collection, such as text-to-image.',
      group: 'Models',
      kind: 'read',
      input: z.object({
        collection: textParam({ required: true })
          .default('text-to-image')
          .meta(hint({ title: 'Collection', placeholder: 'text-to-image' })),
      }),
      request: ({ collection }) => ({ method: 'GET', path: path`/collections/${collection}` }),
      reply: z.looseObject({ models: z.array(z.json()) }),
      answer: ({ models }) => models,
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/collections/text-to-image' },
          reply: { body: collection },
          gives: [flux],
        },
      ],
    }),
  },
  triggers: {
    'prediction-done': defineTrigger({
      title: 'When a prediction is done',
      summary: 'Begins a run for each prediction that succeeded or failed.',
      group: 'Predictions',
      input: z.object({}),
      poll: {
        everySeconds: 60,
        request: () => ({ method: 'GET', path: '/predictions' }),
        read: (body) => ({ events: doneIn(body), cursor: '' }),
        examples: [
          {
            ...{ input: {}, cursor: '' },
            sends: { method: 'GET', path: '/predictions' },
            reply: {
              body: { next: null, previous: null, results: [{ ...prediction, status: 'processing' }, prediction] },
            },
            events: [{ id: prediction.id, payload: prediction }],
            next: '',
          },
        ],
      },
      sample: prediction,
    }),
  },
})

/** The newest comes first there; those under way are told of once they are done. */
function doneIn(body: Json) {
  const results = isJsonObject(body) && Array.isArray(body.results) ? body.results.filter(isJsonObject) : []
  const done = results.filter(({ status }) => status === 'succeeded' || status === 'failed')
  return done.map((one) => ({ id: String(one.id), payload: one })).reverse()
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body) || typeof body.detail !== 'string') return null
  return { message: body.detail.replace(/\.$/, ''), isSignIn: status === 401 }
}
