import { defineOpenAiCompatible } from './define-openai-compatible.ts'

export default defineOpenAiCompatible({
  id: 'lm-studio',
  title: 'LM Studio',
  summary: 'Models on this machine, run by LM Studio. Nothing leaves the machine.',
  key: 'optional',
  baseUrl: 'http://127.0.0.1:1234/v1',
  baseUrlEnv: 'LM_STUDIO_BASE_URL',
  localPorts: [1234],
  priceId: null,
  concurrency: 2,
  models: [],
  canChat: (id) => !/embed/.test(id),
})
