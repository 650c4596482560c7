import { defineOpenAiCompatible } from './define-openai-compatible.ts'

export default defineOpenAiCompatible({
  id: 'vllm',
  title: 'vLLM',
  summary: 'Models on your own hardware, run by vLLM. Nothing leaves it.',
  key: 'optional',
  baseUrl: 'http://127.0.0.1:8000/v1',
  baseUrlEnv: 'VLLM_BASE_URL',
  localPorts: [8000],
  priceId: null,
  // vLLM batches calls, so many at once are what it is good at.
  concurrency: 16,
  models: [],
})
