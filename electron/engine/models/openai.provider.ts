import { defineOpenAiCompatible } from './define-openai-compatible.ts'

export default defineOpenAiCompatible({
  id: 'openai',
  title: 'OpenAI',
  summary: 'GPT models. Prompts are sent to OpenAI, or to the base URL you set.',
  key: 'required',
  keyEnv: 'OPENAI_API_KEY',
  keyUrl: 'https://platform.openai.com/api-keys',
  baseUrl: 'https://api.openai.com/v1',
  baseUrlEnv: 'OPENAI_BASE_URL',
  ownHost: /(^|\.)api\.openai\.com$/,
  takesFiles: ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf'],
  priceId: 'openai',
  concurrency: 8,
  defaultModel: 'gpt-6-luna',
  defaultEmbeddingModel: 'text-embedding-3-small',
  models: [
    { id: 'gpt-6.1-sol', title: 'GPT-6.1 Sol' },
    { id: 'gpt-6-luna', title: 'GPT-6 Luna', contextTokens: 1_050_000 },
    { id: 'gpt-6-sol', title: 'GPT-6 Sol', contextTokens: 1_050_000 },
    { id: 'gpt-6-astra', title: 'GPT-6 Astra', contextTokens: 1_050_000 },
    { id: 'gpt-5.4-mini', title: 'GPT-5.4 mini', contextTokens: 400_000 },
    { id: 'gpt-4.1-mini', title: 'GPT-4.1 mini', contextTokens: 1_000_000 },
    { id: 'gpt-4o-mini', title: 'GPT-4o mini', contextTokens: 128_000 },
    { id: 'gpt-4o', title: 'GPT-4o', contextTokens: 128_000 },
  ],
  maxTokensField: 'max_completion_tokens',
  canChat: (id) =>
    /^(gpt-|o\d|chatgpt-|ft:)/.test(id) && !/audio|realtime|transcribe|tts|image|search|instruct|embedding/.test(id),
})
