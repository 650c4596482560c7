/** What is wrong with a JSON text, from the error JSON.parse threw, without the copy of the text it likes to carry. */
export function jsonProblem(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const plain = message.replace(/,\s*(\.\.\.)?"[\s\S]*is not valid JSON$/, '').replace(/ in JSON at/, ' at')
  return plain === 'Unexpected end of JSON input' ? 'it ends too early' : plain
}
