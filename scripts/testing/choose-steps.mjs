/**
 * Which steps a command line asks for. No name means every step; what follows the names is for the last step's tool.
 * @template {{ name: string, onlyByName?: boolean }} T
 * @param {T[]} steps in the order in which they run
 * @param {string[]} args
 * @returns {{ chosen: T[], extra: string[], whole: boolean }}
 * @throws {Error} when the first word is not the name of a step
 */
export function chooseSteps(steps, args) {
  if (args.length === 0) return { chosen: steps.filter(({ onlyByName }) => !onlyByName), extra: [], whole: true }
  const known = new Set(steps.map(({ name }) => name))
  const named = args.findIndex((arg) => !known.has(arg))
  const names = new Set(named === -1 ? args : args.slice(0, named))
  if (names.size === 0) throw new Error(`There is no step called ${args[0]}. There are: ${[...known].join(', ')}.`)
  const extra = named === -1 ? [] : args.slice(named)
  return { chosen: steps.filter(({ name }) => names.has(name)), extra, whole: false }
}
