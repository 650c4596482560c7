/**
 * A command line as its words. Quotes keep spaces in a word; nothing else has a meaning: no shell reads it, so nothing in
 * it can be more than one program with its arguments.
 */
export function splitCommand(command: string): string[] {
  const words = command.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)
  return [...words].map(([word]) => word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single))
}
