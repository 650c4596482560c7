import { defineOpenAiCompatible } from './define-openai-compatible.ts'

export default defineOpenAiCompatible({
  id: 'compatible',
  title: 'OpenAI-compatible server',
  summary: 'Any server that speaks OpenAI’s chat completions. Prompts are sent to the base URL you set.',
  key: 'optional',
  keyEnv: 'OPENAI_COMPATIBLE_API_KEY',
  // None of its own: it is the person who knows the address.
  baseUrl: '',
  baseUrlEnv: 'OPENAI_COMPATIBLE_BASE_URL',
  concurrency: 8,
  models: [],
})
