/** A piece of a set-up step: words, or a value that is to be copied. */
export type SetupPart =
  | { kind: 'words'; words: string }
  | { kind: 'value'; name: 'redirectUrl' | 'scopes'; value: string }

/** A set-up step with `{redirectUrl}` and `{scopes}` as values to copy. One that is not known stays out. */
export function setupParts(
  step: string,
  values: { redirectUrl: string | null; scopes: readonly string[] },
): SetupPart[] {
  return (
    step
      // A value stands on a line of its own, so that what ends the sentence in front of the next one would begin a line.
      .replaceAll(/(\{redirectUrl\}|\{scopes\})[.,;:]\s+/g, '$1 ')
      .split(/(\{redirectUrl\}|\{scopes\})/)
      .map((piece): SetupPart => {
        if (piece === '{redirectUrl}') return { kind: 'value', name: 'redirectUrl', value: values.redirectUrl ?? '' }
        if (piece === '{scopes}') return { kind: 'value', name: 'scopes', value: values.scopes.join(' ') }
        return { kind: 'words', words: piece }
      })
      // A value stands on a line of its own, where the full stop after it would be alone on the next one.
      .filter((part) => (part.kind === 'words' ? !/^[\s.,;]*$/.test(part.words) : part.value !== ''))
  )
}
