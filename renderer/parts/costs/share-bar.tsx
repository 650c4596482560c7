/** A thin bar as long as the share; the words beside it say the same. */
export function ShareBar({ share, className = '' }: { share: number; className?: string }) {
  return (
    <span aria-hidden className={`block h-[3px] overflow-hidden rounded-full bg-line ${className}`}>
      <span className="block h-full min-w-[2px] rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
    </span>
  )
}
