import type { Host } from '../../shared/contract/host.ts'

/** A host for engine tests: seals by turning the text around, and fails on anything a test did not expect. */
export function createStrictHost(allowed: Partial<Host> = {}): Host {
  const refuse = (name: string) => () => Promise.reject(new Error(`the engine called host.${name} unexpectedly`))
  return {
    describe: async () => ({ kind: 'cli', secrets: 'key-file', secretsNote: 'Kept by the test.' }),
    seal: async ({ text }) => ({ sealed: `test.${[...text].reverse().join('')}` }),
    unseal: async ({ sealed }) => {
      if (!sealed.startsWith('test.')) throw new Error('sealed by somebody else')
      return { text: [...sealed.slice(5)].reverse().join('') }
    },
    openExternal: refuse('openExternal'),
    notify: refuse('notify'),
    ...allowed,
  }
}
