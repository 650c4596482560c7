/** The provider and its own name of the model, from `provider/model`; the name may hold slashes itself. Either may be empty. */
export function splitModelRef(ref: string): { provider: string; model: string } {
  const slash = ref.indexOf('/')
  return { provider: ref.slice(0, Math.max(0, slash)), model: ref.slice(slash + 1) }
}
