/** The colour of a series, beside its name. */
export function Swatch({ colour }: { colour: string }) {
  return <span aria-hidden className="size-2.5 shrink-0 rounded-xs" style={{ background: colour }} />
}
