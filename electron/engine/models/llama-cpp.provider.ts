import { defineOpenAiCompatible } from './define-openai-compatible.ts'

export default defineOpenAiCompatible({
  id: 'llama-cpp',
  title: 'llama.cpp',
  summary: 'A model on this machine, run by llama-server. Nothing leaves the machine.',
  key: 'optional',
  baseUrl: 'http://127.0.0.1:8080/v1',
  baseUrlEnv: 'LLAMA_CPP_BASE_URL',
  localPorts: [8080],
  priceId: null,
  concurrency: 2,
  models: [],
})
