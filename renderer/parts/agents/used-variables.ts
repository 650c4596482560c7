/** A variable as instructions name it: `{{ name }}`, and `{{ name.field }}` of one that holds more. */
const mention = /\{\{\s*([A-Za-z][A-Za-z0-9_]*)[^{}]*\}\}/g

/** The variables a text names, each once, in their order. */
export function usedVariables(instructions: string): string[] {
  return [...new Set([...instructions.matchAll(mention)].map(([, name = '']) => name))]
}

/** Those of them that nobody declared. */
export function unknownVariables(instructions: string, known: readonly { name: string }[]): string[] {
  const names = new Set(known.map(({ name }) => name))
  return usedVariables(instructions).filter((name) => !names.has(name))
}
