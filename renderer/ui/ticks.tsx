/** Words of the catalogue and the engine, with what stands between backticks as code. */
export function Ticks({ words }: { words: string }) {
  if (!words.includes('`')) return words
  return words.split('`').map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the words never change their order
      <code key={index} className="rounded-xs bg-sunken px-1 font-mono text-[0.92em]">
        {part}
      </code>
    ) : (
      part
    ),
  )
}
