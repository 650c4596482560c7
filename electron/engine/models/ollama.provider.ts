import { defineOpenAiCompatible } from './define-openai-compatible.ts'

export default defineOpenAiCompatible({
  id: 'ollama',
  title: 'Ollama',
  summary: 'Models on this machine, run by Ollama. Nothing leaves the machine.',
  key: 'optional',
  baseUrl: 'http://127.0.0.1:11434/v1',
  baseUrlEnv: 'OLLAMA_BASE_URL',
  localPorts: [11434],
  priceId: null,
  // It answers one after the other unless told otherwise; more calls only wait inside it.
  concurrency: 2,
  models: [],
  canChat: (id) => !/embed/.test(id),
})
