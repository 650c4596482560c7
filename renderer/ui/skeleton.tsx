import { classNames } from './class-names.ts'

/** The shape of something that is still on its way. Give it the size of what will stand there. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames('animate-pulse rounded-md bg-line/70', className)} />
}
