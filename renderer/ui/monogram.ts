/** One or two letters that stand for a name: `Microsoft Teams` is MT, `Slack` is S. */
export function monogramOf(title: string): string {
  const words = title.match(/[\p{L}\p{N}]+/gu) ?? []
  const [first = '', second] = words
  if (second) return `${first.charAt(0)}${second.charAt(0)}`.toUpperCase()
  return first.charAt(0).toUpperCase()
}
